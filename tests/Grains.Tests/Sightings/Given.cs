using Dots.Addressing;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Sightings;
using Support;

namespace Grains.Tests.Sightings;

/// <summary>Questions, answers and operators.</summary>
internal static class Given
{
    public static readonly MitigationKey Key = new("op1", new string('a', 64));

    public static SightingRound Round(ManualTime time, double seconds, params string[] asked) => new(
        SightingQuestion.Of(SightingId.New(Key), new() { Destinations = [Prefix.Parse("192.0.2.1/32")] }, time.GetUtcNow().AddSeconds(seconds)), asked);

    public static SightingAnswer Answer(SightingRound round, double bps = 800) => Answer(round.Question, bps);

    public static SightingAnswer Answer(SightingQuestion question, double bps = 800) =>
        new() { Id = question.Id.ToString(), Seen = bps > 0, Bps = bps, Ingress = [new(64510, bps)] };

    public static OperatorProfile Operator(string id) => new() { Member = id, Url = "https://" + id };
}
