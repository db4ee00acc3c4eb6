using FsCheck;
using FsCheck.Fluent;
using NearSource.Topology;

namespace NearSource.Tests.Topology;

/// <summary>Graphs of the tests.</summary>
internal static class Graphs
{
    /// <summary>Small, dense, with cycles of providers, islands and many equal paths.</summary>
    public static readonly Gen<AsGraph> Random =
        from size in Gen.Choose(2, 14)
        from links in (from a in Gen.Choose(1, size)
                       from b in Gen.Choose(1, size)
                       from relation in Gen.Elements(AsRelation.ProviderOfCustomer, AsRelation.ProviderOfCustomer, AsRelation.Peers)
                       select new AsLink((uint)a, (uint)b, relation)).ArrayOf(size * 2)
        select AsGraph.Of(links.Append(new(1, 2, AsRelation.ProviderOfCustomer)));

    /// <summary>"1>2 2=3": 1 is provider of 2, 2 and 3 are peers.</summary>
    public static AsGraph Of(string links) => AsGraph.Of(links.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(l =>
    {
        var parts = l.Split('>', '=');
        return new AsLink(uint.Parse(parts[0]), uint.Parse(parts[1]), l.Contains('=') ? AsRelation.Peers : AsRelation.ProviderOfCustomer);
    }));
}
