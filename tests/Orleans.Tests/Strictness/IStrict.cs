using System.Collections.Immutable;

namespace Orleans.Tests.Strictness;

/// <summary>Methods whose messages the stand-in refuses, each for its own reason.</summary>
public interface IStrict : IGrainWithStringKey
{
    Task Array(byte[] bytes);

    Task List(ImmutableArray<List<int>> lists);

    Task Interface(IReadOnlyList<int> numbers);

    Task Anything(object value);

    Task<Settable> Result();

    Task Unmarked(Unmarked value);

    Task Unserialized(Unserialized value);

    Task Unnumbered(Unnumbered value);

    Task Twice(TwiceNumbered value);

    Task Nested(Outer value);

    Task Derived(Open value);

    Task Self(IStrict value);

    Task<int> Fine(int number);
}

public sealed class StrictGrain : Grain, IStrict
{
    public Task Array(byte[] bytes) => Task.CompletedTask;

    public Task List(ImmutableArray<List<int>> lists) => Task.CompletedTask;

    public Task Interface(IReadOnlyList<int> numbers) => Task.CompletedTask;

    public Task Anything(object value) => Task.CompletedTask;

    public Task<Settable> Result() => Task.FromResult(new Settable());

    public Task Unmarked(Unmarked value) => Task.CompletedTask;

    public Task Unserialized(Unserialized value) => Task.CompletedTask;

    public Task Unnumbered(Unnumbered value) => Task.CompletedTask;

    public Task Twice(TwiceNumbered value) => Task.CompletedTask;

    public Task Nested(Outer value) => Task.CompletedTask;

    public Task Derived(Open value) => Task.CompletedTask;

    public Task Self(IStrict value) => Task.CompletedTask;

    public Task<int> Fine(int number) => Task.FromResult(number);
}

[GenerateSerializer]
[Immutable]
public sealed record Settable
{
    [Id(0)]
    public int Value { get; set; }
}

[GenerateSerializer]
public sealed record Unmarked([property: Id(0)] int Value);

[Immutable]
public sealed record Unserialized([property: Id(0)] int Value);

[GenerateSerializer]
[Immutable]
public sealed record Unnumbered([property: Id(0)] int Value, int Lost);

[GenerateSerializer]
[Immutable]
public sealed record TwiceNumbered([property: Id(0)] int A, [property: Id(0)] int B);

[GenerateSerializer]
[Immutable]
public sealed record Outer([property: Id(0)] ImmutableDictionary<string, Settable> Inner);

[GenerateSerializer]
[Immutable]
public abstract record Open;

[GenerateSerializer]
[Immutable]
public sealed record Closed([property: Id(0)] int[] Numbers) : Open;
