using NearSource.Choice;
using NearSource.Tests.Input;
using NearSource.Topology;
using Support;

namespace NearSource.Tests.Synthetic;

/// <summary>
/// The real Internet's figures, as <see cref="GraphFigures"/> and <see cref="PlanningFigures"/> measure them: relations of June 2018 (TopoScope), paths to the
/// first 200 of the fixed evaluation's victims, an attack from the black-listed addresses of IPsum (those of ASes the graph knows), the networks with
/// the largest customer cones, ten of them asked. A test measures them again where the data are.
/// </summary>
internal static class RealInternet
{
    public const string Relations = "data/as-rel/toposcope-201806.as-rel.txt.gz";
    public const int Ases = 61_411;
    public const int Victims = 200;
    public const int AttackedVictims = 30;

    public static readonly GraphFigures Figures = new()
    {
        Degree = [1, 0.64806, 0.32636, 0.17678, 0.10508, 0.06707, 0.02648, 0.01013, 0.00511, 0.00248, 0.00137, 0.00023],
        Customers = [0.15271, 0.09037, 0.06641, 0.0448, 0.02529, 0.01438, 0.00604, 0.00275, 0.00117, 0.00042, 0.00021, 0.00008],
        Peers = [0.18831, 0.1217, 0.10757, 0.09098, 0.07085, 0.04867, 0.01889, 0.00602, 0.00327, 0.00184, 0.00099, 0.00015],
        Providers = [0.99578, 0.59064, 0.21522, 0.0971, 0.04901, 0.02828, 0.01708, 0.01091],
        Stubs = 0.84729,
        Peerings = 0.56322,
        LinksOfAs = 4.67695,
        Hops = [0.00005, 0.02961, 0.23319, 0.36137, 0.20634, 0.08739, 0.03784, 0.01686, 0.02734],
        MeanHops = 4.49126,
        NotThroughProviders = 0.0531,
    };

    /// <summary>With the 20 and the 100 largest, and for coverage with the 100 largest.</summary>
    public static readonly PlanningFigures Top20 = new(0.72235, 0.98792, 0.97132, 0.65656), Top100 = new(0.92682, 0.97871, 0.89835, 0.66129), Top100Coverage = new(0.92682, 0.99521, 0.67929, 0.8118);

    public static AsGraph Graph() => AsGraph.Read(Packed.Shared(Relations["data/".Length..]), new() { Tolerant = true }).Graph!;

    public static uint[] Asns(string file) => [.. File.ReadLines(SharedData.Find("data/near-source/" + file)!).Where(l => l.Length > 0 && char.IsDigit(l[0])).Select(uint.Parse)];

    public static SourceAs[] Sources(AsGraph graph) =>
        [.. File.ReadLines(SharedData.Find("data/near-source/ipsum-by-asn.csv")!).Select(l => l.Split(','))
            .Where(f => uint.TryParse(f[0], out var asn) && graph.IndexOf(asn) >= 0).Select(f => new SourceAs(uint.Parse(f[0]), int.Parse(f[1])))];
}
