namespace Grains.Operators;

/// <summary>What a controller is told about a mitigation beside its orders. Sent once, as far as it gets: the next one says it again, or it is no longer needed.</summary>
/// <param name="Alert">Alert id minted for controllers.</param>
/// <param name="AttackOver">With <see cref="OperatorNews.Efficacy"/>: whether the attack is over, as the asker sees it.</param>
/// <param name="Health">With <see cref="OperatorNews.Efficacy"/>: how the asker fares, 0..100.</param>
[GenerateSerializer, Immutable, Alias("operator-notice")]
public sealed record OperatorNotice(
    [property: Id(0)] OperatorNews News,
    [property: Id(1)] string Alert,
    [property: Id(2)] bool AttackOver = false,
    [property: Id(3)] int Health = 0);

public enum OperatorNews
{
    /// <summary>How the asker fares.</summary>
    Efficacy,

    /// <summary>The controller's final status has been received.</summary>
    Acknowledgement,
}
