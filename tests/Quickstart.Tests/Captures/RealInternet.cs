using Quickstart.Internet;
using Support;

namespace Quickstart.Tests.Captures;

/// <summary>The Internet of the shared data, read once for all tests of a run.</summary>
internal static class RealInternet
{
    private static readonly Lazy<SimulatedInternet> Read = new(() =>
    {
        var (internet, refusal) = InternetReader.Read(
            SharedData.Find("data/as-rel/toposcope-201806.as-rel.txt.gz")!,
            [SharedData.Find("data/prefix-origin/asmap-20251204-ipv4.tsv.gz")!, SharedData.Find("data/prefix-origin/asmap-20251204-ipv6.tsv.gz")!]);
        return internet ?? throw new InvalidOperationException(refusal);
    });

    public static SimulatedInternet Value => Read.Value;
}
