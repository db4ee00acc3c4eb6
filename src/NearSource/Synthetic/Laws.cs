namespace NearSource.Synthetic;

/// <summary>
/// How the real Internet's networks differ in size, measured once: relations as TopoScope inferred them for June 2018 (61,411 ASes), prefixes of
/// asmap-data of December 2025 (80,646 ASes with IPv4). Everything else
/// about the made-up Internet follows from how it is put together.
/// </summary>
internal static class Laws
{
    /// <summary>Share of ASes that sell transit.</summary>
    public const double Transit = 0.153;

    /// <summary>Share of transit networks, and of the others, that announce IPv6.</summary>
    public const double TransitV6 = 0.75, StubV6 = 0.40;

    /// <summary>Customers of those who have any.</summary>
    public static readonly Law Customers = new(
        (1, 1), (2, 0.5918), (3, 0.4349), (4, 0.3484), (5, 0.2934), (7, 0.2231), (10, 0.1656), (20, 0.0942), (50, 0.0396), (100, 0.0180), (200, 0.00766), (500, 0.00275),
        (1000, 0.00138), (2000, 0.00052), (5000, 0.0002), (5500, 0));

    /// <summary>Providers of a transit network and of a stub.</summary>
    public static readonly Law TransitProviders = new((1, 1), (2, 0.775), (3, 0.47), (4, 0.27), (5, 0.158), (6, 0.097), (8, 0.039), (10, 0.0196), (15, 0.006), (30, 0)),
        StubProviders = new((1, 1), (2, 0.5605), (3, 0.1706), (4, 0.0667), (5, 0.0297), (6, 0.0161), (8, 0.00588), (10, 0.00266), (15, 0.0008), (25, 0));

    /// <summary>Peers of the transit networks and stubs that have any.</summary>
    public static readonly Law TransitPeers = new(
        (1, 1), (2, 0.7978), (3, 0.7142), (4, 0.6603), (5, 0.6213), (7, 0.5654), (10, 0.5001), (20, 0.3614), (50, 0.1767), (100, 0.0641), (200, 0.0346), (500, 0.0195),
        (1000, 0.0102), (2000, 0.0016), (3600, 0)),
        StubPeers = new(
        (1, 1), (2, 0.5299), (3, 0.4614), (4, 0.4079), (5, 0.3769), (7, 0.3323), (10, 0.2811), (20, 0.1794), (50, 0.0416), (100, 0.0073), (200, 0.0041), (500, 0.0023),
        (1000, 0.0015), (2000, 0.0002), (2700, 0));

    /// <summary>Share of transit networks and of stubs that peer at all.</summary>
    public const double TransitPeering = 0.536, StubPeering = 0.1257;

    /// <summary>IPv4 prefixes of an AS, and how many /24 they are together.</summary>
    public static readonly Law Prefixes4 = new(
        (1, 1), (2, 0.4584), (3, 0.2878), (4, 0.2148), (5, 0.1697), (7, 0.1203), (10, 0.0833), (20, 0.0395), (50, 0.0153), (100, 0.00735), (200, 0.00335), (500, 0.001),
        (1000, 0.00045), (2000, 0.00026), (5000, 0)),
        Space4 = new(
        (1, 1), (2, 0.7476), (4, 0.5474), (8, 0.3154), (16, 0.2120), (32, 0.1408), (64, 0.0913), (128, 0.0630), (256, 0.0449), (512, 0.0204), (1024, 0.0114), (2048, 0.0070),
        (4096, 0.0045), (8192, 0.00265), (16384, 0.00156), (65536, 0.0003), (400000, 0));

    /// <summary>IPv6 prefixes of an AS that has any.</summary>
    public static readonly Law Prefixes6 = new(
        (1, 1), (2, 0.2230), (3, 0.1283), (4, 0.0924), (5, 0.0746), (7, 0.0578), (10, 0.0450), (20, 0.0212), (50, 0.0071), (100, 0.0034), (200, 0.0017), (500, 0.0005), (1000, 0));

    /// <summary>Black-listed addresses of an AS that has any: IPsum of August 2026, 117,555 addresses in 7,913 ASes.</summary>
    public static readonly Law Hosts = new(
        (1, 1), (2, 0.5034), (3, 0.3429), (4, 0.2635), (5, 0.2194), (7, 0.1658), (10, 0.1239), (20, 0.0696), (50, 0.0332), (100, 0.0182), (200, 0.01125), (500, 0.0038),
        (1000, 0.0024), (2000, 0.00114), (5000, 0.00025), (5600, 0));
}
