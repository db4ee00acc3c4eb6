namespace NearSource.Attacks;

/// <summary>A judgement with its reasons, for people. It names neither sources nor members.</summary>
/// <param name="Class">What sort of attack it is.</param>
/// <param name="CarpetBombing">Whether it spreads over many addresses of the target's, so that filters go by prefix.</param>
/// <param name="Reason">Why.</param>
public sealed record Classification(AttackClass Class, bool CarpetBombing, string Reason)
{
    /// <summary>Whether one sign speaks against the sources, which alone decides nothing: sightings are to tell.</summary>
    public bool Doubtful { get; init; }

    /// <summary>Whether the sources say where the traffic comes from.</summary>
    public bool SourcesAreReal => Class is AttackClass.Reflection or AttackClass.Direct;

    /// <summary>For people: class, spread and reason.</summary>
    public override string ToString() => $"{Class.ToString().ToLowerInvariant()}{(CarpetBombing ? ", carpet bombing" : "")}: {Reason}";
}
