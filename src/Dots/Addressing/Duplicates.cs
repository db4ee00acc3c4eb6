namespace Dots.Addressing;

/// <summary>What a <see cref="PrefixTable{T}"/> does with a prefix that is given twice.</summary>
public enum Duplicates
{
    /// <summary>The value given last counts.</summary>
    LastWins = 0,

    /// <summary>Building the table fails.</summary>
    Refused = 1,
}
