using System.Collections.Immutable;
using System.Globalization;
using NearSource.Attacks;

namespace NearSource.Planning;

/// <summary>What of a plan is not as one would expect, for people. Names neither sources nor members.</summary>
internal static class PlanNotes
{
    public static ImmutableArray<string> Of(PlanInput input, SourceMap map, PathMap? paths, Choice choice)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if ((paths ?? choice.AsFromEverywhere)?.Target is { } target && target.Targets < target.All)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"planned by the paths to AS {target.Asn}, where {target.Targets} of {target.All} targets are"));
        if (input.Class == AttackClass.Spoofed && paths is null && input.Operators.IsEmpty)
            notes.Add("nobody said where it comes in");
        if (choice.AsFromEverywhere is not null)
            notes.Add("nothing is known of where it comes from: whom to ask was chosen as if it came from everywhere");
        if (input.Class == AttackClass.Spoofed && !input.Signature.Sources.IsEmpty)
            notes.Add("orders keep the sources in the request's own header, as they may not be wider than it; made-up ones are worth nothing there");
        if (map.Sources.Length > 0 && new OrderShape(input, sourcesKnown: true) is { BySources: true } shape && shape.Merged.Rows < shape.Targets.Rows)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"where entries are short, {shape.Targets.Rows} targets are written as the {shape.Merged.Rows} prefixes they add up to"));
        return notes.ToImmutable();
    }
}
