using System.Globalization;
using NearSource.Topology;
using Quickstart.Attacks;
using Quickstart.Scenario;

namespace Quickstart.Live;

/// <summary>What is played, where, and by whom, for people. Pure.</summary>
internal static class SettingLines
{
    /// <param name="link">What op1's link takes, bits/s.</param>
    public static IEnumerable<string> Of(Setting setting, double link)
    {
        var (internet, attack, cast) = setting;
        var placement = Placement.Of(internet, attack);
        var sources = attack.Flows.Select(f => f.Source).Distinct().Count();
        yield return Text($"Internet: {internet.Graph.Count:#,0} ASes, {internet.Graph.LinkCount:#,0} links, {internet.Origins.Count:#,0} prefixes ({Readable.Words(internet.Name, 160)})");
        yield return Text($"attack: {Readable.Words(attack.Name, 80)}, {Readable.Rate(attack.OfferedBps)} of {attack.Signature}, {sources:#,0} sources in {placement.Networks.Length:#,0} networks");
        if (attack.Forgers > 0)
            yield return Text($"  its sources are forged: {attack.Forgers} networks are made up to send it");
        if (placement.LostSources > 0)
            yield return Text($"  {placement.LostSources:#,0} sources with {Readable.Share(placement.LostBps / attack.OfferedBps)} of it belong to no network of these files: they arrive at op1 all the same, out of everybody's reach");
        if (attack.LeftOut > 0)
            yield return Text($"  {attack.LeftOut:#,0} further sources take no part: their networks have no IPv6");
        yield return setting.IsStored
            ? "operators: those of consortium.json"
            : "operators: op1 is the middle one, by AS number, of the edge networks with two providers; the others are the transit networks that planning over all of them "
                + "chooses for this attack, the heaviest for those who help";
        foreach (var part in cast.Parts)
            yield return Text($"  {part.Name}  AS{part.Asn,-10} {part.V4,-18} {part.V6,-24} customer cone {Cone(internet.Graph, part.Asn):#,0}");
        yield return Text($"op1's link takes {Readable.Rate(link)}: what is left where {string.Join(", ", SimulatedWorld.HelpAtOnce)} drop all they can, and a quarter of what they drop");
    }

    /// <summary>ASes that are customers, customers of customers and so on, itself included.</summary>
    private static int Cone(AsGraph graph, uint asn)
    {
        var open = new Stack<int>([graph.IndexOf(asn)]);
        var seen = new HashSet<int>(open);
        while (open.TryPop(out var at))
            foreach (var customer in graph.Customers(at))
                if (seen.Add(customer))
                    open.Push(customer);
        return seen.Count;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
