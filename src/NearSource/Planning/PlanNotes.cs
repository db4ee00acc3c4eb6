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
        if ((paths ?? choice.AsFromEverywhere)?.Targets is { } targets && (targets.Ases.Length > 1 || targets.Targets < targets.All))
        {
            var to = string.Join(", ", targets.Ases.Select(t => string.Create(CultureInfo.InvariantCulture, $"AS {t.Asn}")));
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"planned by the paths to {to}, where {targets.Targets} of {targets.All} targets are{(targets.Targets < targets.All ? $"; by those to AS {targets.Heaviest} for the others" : "")}"));
            if (targets.Ases.Length > 1 && paths?.IsSeen == true)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"what members see was taken for what goes to AS {targets.Heaviest}; the ways to the others are those of the graph"));
        }

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
