namespace Conformance.Tests.Worlds;

/// <summary>What both servers promise, and refuse beyond.</summary>
internal static class Contract
{
    public const long Bps = 800_000_000_000, Pps = 100_000_000;

    public const int Seconds = 864_000;

    public static readonly string[] AttackTypes = ["dns_amplification", "syn_flood"];
}
