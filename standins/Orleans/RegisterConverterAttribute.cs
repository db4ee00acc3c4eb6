namespace Orleans;

/// <summary>Marks an <see cref="IConverter{TValue, TSurrogate}"/> that is to be found without being registered elsewhere.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RegisterConverterAttribute : Attribute;
