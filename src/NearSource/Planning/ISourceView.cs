namespace NearSource.Planning;

/// <summary>Which of the attack's sources an order is about.</summary>
internal interface ISourceView
{
    /// <summary>All sources, heaviest first.</summary>
    System.Collections.Immutable.ImmutableArray<WeighedSource> Sources { get; }

    /// <summary>The sources an operator is expected to see, each with the part of the attack it is to drop of them, heaviest first.</summary>
    IReadOnlyList<WeighedSource> Expected(string member);
}
