namespace Orleans.Tests.Calls;

[GenerateSerializer]
[Immutable]
public readonly record struct Label([property: Id(0)] Size Size, [property: Id(1)] TimeSpan Age);

public enum Size
{
    Small,
    Large,
}
