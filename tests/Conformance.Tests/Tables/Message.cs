namespace Conformance.Tests.Tables;

/// <summary>One attribute, one row.</summary>
internal sealed record Row(string Name, bool Mandatory, Kind Kind);

/// <summary>The attributes of one object of a message.</summary>
/// <param name="Path">Where it stands: "packet_header", "protected_zone[0]"; empty for the message itself.</param>
/// <param name="Seed">JSON of the object before an attribute is set in it; null: as the message has it.</param>
internal sealed record Level(string Path, string? Seed, params Row[] Rows)
{
    /// <summary>Unknown members are ignored in here and errors everywhere else (mechanism, section 2).</summary>
    public bool IsExtension => Path.StartsWith("extensions", StringComparison.Ordinal);
}

/// <summary>One message of the mechanism.</summary>
/// <param name="IsProvisioning">What error_reason an invalid value has: 1, in signaling 0.</param>
internal sealed record Message(string Name, bool IsProvisioning, params Level[] Levels)
{
    public int Invalid => IsProvisioning ? 1 : 0;
}
