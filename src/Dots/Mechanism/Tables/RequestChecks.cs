using System.Security.Cryptography;
using Dots.Mechanism.Wire;

namespace Dots.Mechanism.Tables;

/// <summary>What the attributes of a request must fulfil together (mechanism, section 3).</summary>
internal static class RequestChecks
{
    /// <summary>The columns of packet_header form rows.</summary>
    public static void Rows(ref Input input, PacketHeader header)
    {
        if (header.Malformed() is { } fault)
            input.Bad(fault.Name, fault.What);
    }

    /// <summary>The payload is what its hash was made of, wherever the hash stands.</summary>
    public static void PayloadIsWhole(ref Input input, Vendor vendor)
    {
        if (vendor.Payload is not { Content.IsDefaultOrEmpty: false } payload || (payload.Hash is null && vendor.PayloadHash is null))
            return;
        var actual = Convert.ToHexStringLower(SHA256.HashData(payload.Content.AsSpan()));
        if (payload.Hash is { } inside && inside != actual)
            input.Invalid($"{RequestTables.Payload}.{RequestTables.Hash}", $"{inside} is not the SHA-256 of the content, {actual}");
        if (vendor.PayloadHash is { } beside && beside != actual)
            input.Invalid(RequestTables.Hash, $"{beside} is not the SHA-256 of the payload's content, {actual}");
    }
}
