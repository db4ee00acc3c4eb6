namespace Storage;

/// <summary>A document as it was last stored.</summary>
/// <param name="Content">UTF-8 JSON with a schemaVersion; its meaning is the owner's.</param>
/// <param name="Version">Opaque; changes with every write. What the next write must name as expected.</param>
public sealed record Document(DocumentKey Key, ReadOnlyMemory<byte> Content, string Version);
