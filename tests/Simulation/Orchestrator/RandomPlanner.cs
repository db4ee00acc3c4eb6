using System.Collections.Immutable;
using Grains.Mitigations;
using Grains.Planning;
using Simulation.World;

namespace Simulation.Orchestrator;

/// <summary>Asks whom chance picks: any plan must be safe, a good one is another matter.</summary>
internal sealed class RandomPlanner(SimulatedWorld world)
{
    public PlanOutcome Plan(HelpRequest request, ImmutableArray<string> except, DateTimeOffset now)
    {
        var assignments = ImmutableSortedDictionary.CreateBuilder<string, Assignment>(StringComparer.Ordinal);
        foreach (var name in world.Controllers.Keys)
        {
            if (except.Contains(name) || !world.Members.MayHelp(name) || world.Random.NextDouble() < 0.35)
                continue;
            var keep = world.Random.Next(4);
            var match = keep == 0 ? request.Match : request.Match.KeepSources(source => (int)(source.Bits % 4) != keep) ?? request.Match;
            assignments[name] = new() { Share = request.Sources.IsEmpty ? 0 : 0.1, Match = match, Sources = match.Sources };
        }

        // Of an attack of which no sources were told it is a guess.
        return new(new() { Policy = "random", At = now, Guess = request.Sources.IsEmpty ? 3 : null }, assignments.ToImmutable())
        {
            Value = world.Random.Next(4) == 0 ? null : new(world.Random.NextDouble(), world.Random.NextDouble(), world.Controllers.Keys.ToImmutableSortedDictionary(o => o, _ => world.Random.Next(2) * 0.1, StringComparer.Ordinal)),
        };
    }
}
