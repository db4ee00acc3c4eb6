namespace Grains.Consortium;

/// <summary>What an asker sees of the operators that help it.</summary>
public enum Visibility
{
    /// <summary>Neither names nor figures of single operators.</summary>
    None,

    /// <summary>Figures without names.</summary>
    Totals,

    /// <summary>Names and figures.</summary>
    Names,
}
