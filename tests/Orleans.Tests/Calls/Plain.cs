namespace Orleans.Tests.Calls;

/// <summary>A type that knows no Orleans and travels as a surrogate.</summary>
public sealed class Plain(int number, string word)
{
    public int Number { get; } = number;

    public string Word { get; } = word;
}

[GenerateSerializer]
public struct PlainSurrogate
{
    [Id(0)]
    public int Number;

    [Id(1)]
    public string Word;
}

[RegisterConverter]
public sealed class PlainConverter : IConverter<Plain, PlainSurrogate>
{
    public Plain ConvertFromSurrogate(in PlainSurrogate surrogate) => new(surrogate.Number, surrogate.Word);

    public PlainSurrogate ConvertToSurrogate(in Plain value) => new() { Number = value.Number, Word = value.Word };
}
