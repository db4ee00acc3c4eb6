using System.Security.Cryptography;

namespace Dots.Mechanism;

/// <summary>
/// What a request says of the attack besides its traffic (draft, 5.2.1: info, vendor), for the people and devices that filter it. No body of its own;
/// it is kept and passed on as it came.
/// </summary>
public sealed record AttackDescription
{
    /// <summary>
    /// Bytes of a sample that are passed on. It is stored with each change of a mitigation and goes to every controller that helps: of a longer one only
    /// offset and hash are.
    /// </summary>
    public const int MaximumSample = 16 * 1024;

    public AttackInfo? Info { get; init; }

    public Vendor? Vendor { get; init; }

    /// <summary>Null when nothing is said.</summary>
    public static AttackDescription? Of(MitigationRequest request) =>
        request.Info is null && request.Vendor is null ? null : new() { Info = request.Info, Vendor = request.Vendor is { } vendor ? Bounded(vendor) : null };

    private static Vendor Bounded(Vendor vendor) => vendor.Payload is not { } payload || payload.Content.Length <= MaximumSample
        ? vendor
        : vendor with { PayloadHash = null, Payload = payload with { Content = [], Hash = Convert.ToHexStringLower(SHA256.HashData(payload.Content.AsSpan())) } };
}
