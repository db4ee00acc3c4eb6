using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using FsCheck;
using FsCheck.Fluent;
using NearSource.Choice;
using NearSource.Attacks;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Tests.Topology;

namespace NearSource.Tests.Planning;

/// <summary>Small requests in which everything that matters to a plan varies and collides often.</summary>
internal static class RandomRequest
{
    private static readonly OriginTable Origins = OriginTable.Of([.. Given.Origins.Announced, new(Prefix.Parse("192.0.2.0/24"), 1), new(Prefix.Parse("192.0.3.0/24"), 2), new(Prefix.Parse("192.0.3.0/24"), 3)]);

    private static readonly Gen<Prefix> SourcePrefix =
        from net in Gen.Choose(1, 11)
        from host in Gen.Choose(0, 3)
        from length in Gen.Elements(32, 32, 32, 24, 16)
        select Prefix.Create((UInt128)(uint)((10 << 24) | (net << 16) | host), length, false);

    private static readonly Gen<double?> Figure = Gen.Elements<double?>(null, 0, 1, 2, 5, 100, double.NaN, -1);

    private static readonly Gen<AttackSource> Source =
        from prefix in SourcePrefix
        from bps in Figure
        from pps in Figure
        select new AttackSource(prefix, bps, pps);

    private static readonly Gen<ImmutableArray<Prefix>> Targets =
        Gen.Elements("192.0.2.10", "192.0.2.10,192.0.3.1,192.0.4.1", "192.0.2.10,192.0.2.11", "192.0.2.0/24", "192.0.2.8,192.0.2.9,192.0.2.10,192.0.2.11,192.0.2.12").Select(t => t.Split(',').Select(Prefix.Parse).ToImmutableArray());

    private static readonly Gen<TrafficMatch> Match =
        from targets in Targets
        from rows in SourcePrefix.ArrayOf().Select(a => a.Take(6).ToImmutableArray())
        from shape in Gen.Choose(0, 5)
        select shape switch
        {
            0 => new TrafficMatch { Destinations = targets },
            1 => new TrafficMatch { Destinations = targets, Protocols = [17], SourcePorts = [new(53, 53)] },
            2 => new TrafficMatch { Destinations = [targets[0]], Sources = rows },
            4 => new TrafficMatch { Destinations = targets, Protocols = [6], DestinationPorts = [new(0, 61)] },
            5 => new TrafficMatch { Destinations = [targets[0]], Protocols = [6, 17], DestinationPorts = [new(0, 61), new(53, 53)] },
            _ => new TrafficMatch { Destinations = [targets[0]], Sources = rows, DestinationPorts = [.. rows.Select((_, i) => new PortRange((ushort)(i % 2), 60))] },
        };

    public static readonly Gen<Candidate> Candidate =
        from id in Gen.Choose(0, 9)
        from asns in Gen.Choose(1, 9).ArrayOf()
        from rules in Gen.Elements<int?>(null, 0, 1, 2, 3, 50)
        from offers in Gen.Elements<ImmutableArray<Countermeasure>>([Countermeasure.Mitigation], [Countermeasure.Mitigation, Countermeasure.Blackhole], [Countermeasure.Flowspec])
        from versions in Gen.Elements(IpVersions.Both, IpVersions.Both, IpVersions.V4, IpVersions.V6)
        from cost in Gen.Choose(0, 2)
        from own in SourcePrefix.ArrayOf()
        from flags in Gen.Choose(0, 7)
        from kind in Gen.Elements(OperatorKind.OnPath, OperatorKind.OnPath, OperatorKind.OnPath, OperatorKind.Exchange, OperatorKind.Scrubber)
        from scrub in Gen.Elements<double?>(null, null, 0, 1e8, 5e8)
        from participants in Gen.Choose(1, 9).ArrayOf()
        select new Candidate(
            $"m{id}", kind, [.. asns.Take(3).Select(a => (uint)a)], rules, scrub, null, offers, versions, flags == 6 ? 0 : cost, [.. own.Take(2)], flags % 2 == 0)
        {
            Participants = kind == OperatorKind.Exchange ? [.. participants.Select(a => (uint)a)] : [],
            Standing = flags == 6,
        };

    public static readonly Gen<PlanInput> Input =
        from match in Match
        from sources in Source.ArrayOf()
        from candidates in Candidate.ArrayOf()
        from policy in Gen.Elements("near-source", "near-source", "broadcast", "manual")
        from ask in Gen.Choose(0, 6)
        from action in Gen.Elements(Countermeasure.Mitigation, Countermeasure.Mitigation, Countermeasure.Blackhole)
        from attack in Gen.Elements(AttackClass.Unknown, AttackClass.Direct, AttackClass.Direct, AttackClass.Reflection, AttackClass.Spoofed)
        from widest in Gen.Elements(32, 31, 24)
        from cost in Gen.Elements<double?>(null, null, 0, 2, 3)
        from aim in Gen.Elements(Aim.ByteHops, Aim.ByteHops, Aim.Coverage)
        from returning in Gen.Elements(true, false)
        from graph in Gen.OneOf(Gen.Constant<RouteCache?>(null), Graphs.Random.Select(RouteCache? (g) => new(g)))
        select new PlanInput
        {
            Signature = match, Asker = "m0", Action = action, Sources = [.. sources.Take(8)], Policy = policy, Operators = ["m0", "m3", "m3", "m77"],
            Class = attack, WidestTarget = new(widest, 128), Candidates = [.. candidates], Ask = ask, Routes = graph, Origins = Origins, VolumeBps = 1e9, MaxBandwidthBps = 1e8, CostLimit = cost, Aim = aim, ReturningPath = returning,
        };

    /// <summary>Packets around everything the requests may match.</summary>
    public static IEnumerable<Packet> Packets() =>
        from net in Enumerable.Range(1, 11)
        from host in Enumerable.Range(0, 4)
        from target in (string[])["192.0.2.7", "192.0.2.10", "192.0.2.11", "192.0.2.12", "192.0.2.13", "198.51.100.1"]
        from port in (ushort[])[0, 53, 61]
        select new Packet { Source = Prefix.Parse($"10.{net}.0.{host}"), Destination = Prefix.Parse(target), Protocol = (byte)(port == 61 ? 6 : 17), SourcePort = port, DestinationPort = port };
}
