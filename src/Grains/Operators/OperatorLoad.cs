namespace Grains.Operators;

/// <summary>What one engagement takes of an operator.</summary>
/// <param name="Rules">Filter entries of its order; 0: none.</param>
/// <param name="Bps">How much of its attack it is expected to clean, bit/s; 0: nothing, or nobody knows.</param>
/// <param name="Until">The order's end: whoever told it may be gone by then.</param>
/// <param name="Answered">Whether its controller has taken the order, so that what it says it has left is without these entries already.</param>
/// <param name="Revision">Of the order: what its controller said of earlier ones says nothing of this.</param>
[GenerateSerializer, Immutable, Alias("operator-load")]
public sealed record OperatorLoad(
    [property: Id(0)] int Rules, [property: Id(1)] double Bps, [property: Id(2)] DateTimeOffset Until, [property: Id(3)] bool Answered = false, [property: Id(4)] int Revision = 0)
{
    public bool IsNothing => Rules == 0 && Bps <= 0;
}

/// <summary>What an operator has for one engagement at this moment, exactly, where the members as plans read them are seconds old.</summary>
/// <param name="Rules">Filter entries that it may take, those included that it holds; null: the operator never said how many it has.</param>
/// <param name="OthersBps">What all other engagements are expected to bring it, bit/s.</param>
[GenerateSerializer, Immutable, Alias("operator-room")]
public sealed record OperatorRoom([property: Id(0)] int? Rules, [property: Id(1)] double OthersBps);
