using System.Collections.Immutable;
using System.Net;
using Hosting.Settings;

namespace Hosting.Tests.Settings;

internal enum Colour
{
    Red,
    Green,
}

internal sealed class Sample : IChecksItself
{
    public required string Name { get; init; }

    public Colour Colour { get; init; } = Colour.Green;

    [Between(5, 300)]
    public int Seconds { get; init; } = 30;

    public long? Limit { get; init; }

    public bool On { get; init; }

    [Scheme("https")]
    public Uri? Url { get; init; }

    [ExistingFile]
    public string? File { get; init; }

    public ImmutableArray<int> Numbers { get; init; } = [7];

    public ImmutableArray<SampleItem> Items { get; init; } = [];

    public SampleItem Inner { get; init; } = new() { Endpoint = new(IPAddress.Loopback, 1) };

    public IEnumerable<SettingsProblem> Check() => Name == Inner.Note ? [new("Inner:Note", "expected something else than Name")] : [];
}

internal sealed class SampleItem
{
    public required IPEndPoint Endpoint { get; init; }

    public string? Note { get; init; }
}
