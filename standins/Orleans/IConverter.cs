namespace Orleans;

/// <summary>Lets a type that cannot carry Orleans' attributes travel as another one.</summary>
/// <typeparam name="TValue">The type that travels.</typeparam>
/// <typeparam name="TSurrogate">What is written in its place.</typeparam>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    /// <summary>The value for what was read.</summary>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>What to write for the value.</summary>
    TSurrogate ConvertToSurrogate(in TValue value);
}
