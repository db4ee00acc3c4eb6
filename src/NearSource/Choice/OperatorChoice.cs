using System.Collections.Immutable;

namespace NearSource.Choice;

/// <summary>Chooses whom to ask by where the attack's paths run (design, section 4, steps 2 and 3). Pure and deterministic.</summary>
public static class OperatorChoice
{
    private static readonly ChoiceResult Unrouted = new([], 0, 0, 0, 0, false);

    /// <summary>Whom to ask.</summary>
    public static ChoiceResult Choose(ChoiceInput input) => Paths.Of(input)?.Choose(input.Limits) ?? Unrouted;
}
