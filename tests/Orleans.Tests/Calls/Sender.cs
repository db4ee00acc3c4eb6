namespace Orleans.Tests.Calls;

/// <summary>A message with kinds: each kind is one too.</summary>
[GenerateSerializer]
[Immutable]
public abstract record Sender([property: Id(0)] string Name);

[GenerateSerializer]
[Immutable]
public sealed record Person(string Name, [property: Id(0)] int Age) : Sender(Name);

[GenerateSerializer]
[Immutable]
public sealed record Firm(string Name, [property: Id(0)] Guid Number) : Sender(Name);
