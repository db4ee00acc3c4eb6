using System.Collections.Immutable;
using System.Security.Cryptography;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Dots.Tests.Mechanism;

/// <summary>One message of each type in which every attribute is given; that none is forgotten is checked against the tables.</summary>
internal static class Samples
{
    public static readonly string Id = new('a', 64);

    private static readonly DateTimeOffset Time = new(2026, 11, 20, 3, 7, 27, TimeSpan.Zero);

    private static readonly ImmutableArray<byte> Content = [1, 2, 3, 250];

    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Content.AsSpan()));

    private static readonly FilterEntry Filter = new()
    {
        Name = "resolver", SourceIp = Prefix.Parse("192.0.2.53/32"), DestinationIp = Prefix.Parse("198.51.100.0/24"), SourcePorts = [new(53, 53), new(1024, 65535)],
        DestinationPorts = [new(0, 1023)], Protocols = [6, 17, 47], Lengths = [new(64, 128)], Ttls = [64, 128], Dscp = 46, IpFlags = 2, TcpFlags = TcpFlags.SYN | TcpFlags.ACK,
    };

    private static readonly AttackSource Source = new() { Prefix = Prefix.Parse("203.0.113.0/28"), Bps = 1_000_001, Pps = 77, Packets = 12 };

    public static readonly Registration Registration = new()
    {
        CustomerName = "op2", IpVersion = IpVersions.Both, ProtectedPorts = [new(80, 80), new(443, 443)], ProtectedProtocols = [6, 17, 50],
        ProtectedZones =
        [
            new() { Index = 0, NeedAlias = true, IPv4 = Prefix.Parse("192.0.2.0/24") }, new() { Index = 1, IPv6 = Prefix.Parse("2001:db8::/48") },
            new() { Index = 2, BgpRoute = "192.0.2.0/24 64502" }, new() { Index = 3, SipUri = "sip:noc@op2.example" }, new() { Index = 4, E164Number = "+81312345678" },
            new() { Index = 5, DnsName = "www.op2.example" },
        ],
        Countermeasures = Countermeasures.Mitigation | Countermeasures.Blackhole, TunnelInformation = "gre 192.0.2.1", NextHop = "192.0.2.2",
        SecurityProfile = new() { Tls = true, Dtls = false, CoAP = true }, WhiteList = [Filter], BlackList = [Filter, new() { Name = "all of it" }],
        Extension = new()
        {
            CallbackUrl = new("https://controller.op2.example:8443/base"), Kind = RegistrantKind.Operator, HealthThreshold = 40,
            Operator = new()
            {
                Kind = OperatorKind.Scrubber, Asns = [64502, 4200000000], Link = ControllerLinkKind.SignalTcp, RulesMax = 1000, RulesFree = 900, ScrubBps = 40_000_000_000,
                PortBps = 100_000_000_000, Countermeasures = Countermeasures.Mitigation | Countermeasures.Flowspec, IpVersions = IpVersions.Both, Cost = 1.5, Noc = "noc@op2.example",
            },
        },
    };

    public static readonly RegistrationResponse RegistrationResponse = new()
    {
        CustomerName = "op2", CustomerId = "c-1", Aliases = [new() { Index = 0, Alias = "op2-zone0" }], SecurityProfile = "TLS", AccessToken = "t0ken", ThresholdsBps = 1_000_000_000_000,
        ThresholdsPps = 100_000_000, Duration = TimeSpan.FromDays(1), CapableAttackTypes = ["dns amplification", "syn flood"], RegistrationTime = Time, MitigationStatus = "none",
        Extension = new() { MemberId = "op2", State = RegistrationState.Pending, Disputed = [1] },
    };

    public static readonly RegistrationCancelling RegistrationCancelling = new() { CustomerId = "c-1", Reasons = "moving\naway" };

    public static readonly RegistrationCancellingResponse RegistrationCancellingResponse = new() { CustomerId = "c-1", Result = "cancelled, 2 mitigations withdrawn" };

    public static readonly MitigationRequest MitigationRequest = new()
    {
        AlertId = Id, SenderId = Id, SenderAsn = 64502, Action = MitigationAction.Flowspec, Lifetime = TimeSpan.FromMinutes(10), MaxBandwidthBps = 12_000_000_000,
        Header = new()
        {
            Targets = ["192.0.2.1", "op2-zone0"], DestinationPorts = [new(80, 80), new(443, 444)], Sources = [Prefix.Parse("203.0.113.0/28"), Prefix.Parse("203.0.113.16/32")],
            SourcePorts = [new(53, 53)], Protocols = [17, 6], TcpFlags = [TcpFlags.None, TcpFlags.SYN | TcpFlags.ACK], Fragments = [FragmentFlags.IsFragment], PacketLengths = [new(512, 1500)],
            IcmpTypes = [8], IcmpCodes = [0], Dscps = [46], Ttls = [255],
        },
        CurrentThroughputs = new() { Bps = 8000, Pps = 10 }, PeakThroughputs = new() { Bps = 16000, Pps = 20 }, AverageThroughputs = new() { Bps = 4000, Pps = 5 },
        Info = new() { AttackTypes = ["dns amplification"], Started = Time, Ongoing = true, Severity = AttackSeverity.High, Direction = AttackDirection.Out, Health = 40 },
        Vendor = new() { Name = "example", Version = "7", PayloadHash = Hash, Payload = new() { Offset = 3, Content = Content, Hash = Hash } },
        Extension = new()
        {
            Sources = [Source], VolumeBps = 90_000_000_000, Policy = RequestedPolicy.NearSource, Operators = ["op3"], PlanOnly = true, AcceptList = [Filter], DropList = [Filter],
            TunnelInformation = "gre 203.0.113.9", NextHop = "203.0.113.10",
            Engagement = new()
            {
                Id = "mit-1/op2", Revision = 3, NotAfter = Time, Share = 0.25, Sources = [Source], AcceptList = [Filter], DropList = [Filter],
                TunnelInformation = "gre 203.0.113.9", NextHop = "203.0.113.10",
            },
        },
    };

    public static readonly MitigationEfficacyUpdates MitigationEfficacyUpdates = new()
    {
        AlertId = Id, SenderId = Id, SenderAsn = 64502, AttackStatus = AttackStatus.Terminated, Health = 100,
    };

    public static readonly MitigationStatusUpdates MitigationStatusUpdates = new()
    {
        AlertId = Id, SenderId = Id, SenderAsn = 0, Status = MitigationStatus.Error, ErrorReason = 255, Lifetime = TimeSpan.Zero, SourcePorts = [new(53, 53)], DestinationPorts = [new(0, 65535)],
        SourceIps = [Prefix.Parse("203.0.113.0/28")], DestinationIps = [Prefix.Parse("2001:db8::1/128")], TcpFlags = [TcpFlags.SYN], StartTime = Time, EndTime = Time.AddSeconds(5),
        ForwardedTotalPackets = 1, ForwardedTotalBits = 2, ForwardedPeakPps = 3, ForwardedPeakBps = 4, ForwardedAveragePps = 5, ForwardedAverageBps = 6,
        MaliciousTotalPackets = 7, MaliciousTotalBits = 8, MaliciousPeakPps = 9, MaliciousPeakBps = 10, MaliciousAveragePps = 11, MaliciousAverageBps = long.MaxValue, RecordTime = Time.AddMilliseconds(5),
        Extension = new()
        {
            Engagement = new() { Id = "mit-1/op2", Revision = 3, State = EngagementReportState.Declined, Decline = DeclineCode.Unverified, RulesFree = 899, Report = 4 },
            Mitigation = new()
            {
                State = "active", Reach = 0.97, Unmapped = 0.125, HopsSaved = 0.75, Class = "direct: sources that send themselves", Notes = "nobody said where it comes in", Removed = 0.9, ResidueBps = 12345, Operators = [new() { Name = "op3", State = "active", DroppedBps = 10, Age = TimeSpan.FromSeconds(2), Share = 0.25, Reason = "nearest" }, new()],
            },
        },
    };

    public static readonly MitigationTerminationRequest MitigationTerminationRequest = new()
    {
        AlertId = Id, SenderId = Id, SenderAsn = 64502, Extension = new() { Engagement = MitigationRequest.Extension!.Engagement },
    };

    public static readonly MitigationTerminationStatusAcknowledgement MitigationTerminationStatusAcknowledgement = new() { AlertId = Id, SenderId = Id, SenderAsn = 64502 };

    public static readonly Heartbeat Heartbeat = new() { SenderId = Id, SenderAsn = 64502, Extension = new() { Now = Time.AddMilliseconds(7), Mitigations = [MitigationStatusUpdates] } };

    public static readonly SightingRequest SightingRequest = new()
    {
        SenderId = Id, SenderAsn = 0, SightingId = "s-1", Destinations = [Prefix.Parse("192.0.2.1/32")], Protocols = [17], SourcePorts = [new(53, 53)], Deadline = Time,
    };

    public static readonly SightingReport SightingReport = new()
    {
        SenderId = Id, SenderAsn = 64502, SightingId = "s-1", Seen = true, Bps = 5, Pps = 6, Ingress = [new() { NeighbourAsn = 64503, Bps = 4 }], SampledAt = Time, Sampling = 1000,
    };
}
