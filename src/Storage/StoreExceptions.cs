namespace Storage;

/// <summary>Another version than the expected one is stored. Nothing was written.</summary>
public sealed class VersionConflictException(DocumentKey key, string? expected, string? stored)
    : Exception($"{key}: expected version {expected ?? "none"}, stored is {stored ?? "none"}");

/// <summary>The store has no room for this write. Nothing was written.</summary>
public sealed class StoreFullException(string message) : Exception(message);

/// <summary>Nobody knows whether the write took effect; only reading back tells.</summary>
public sealed class WriteOutcomeUnknownException(string message, Exception? inner = null) : Exception(message, inner);
