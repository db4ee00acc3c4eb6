namespace Storage.Journal;

/// <summary>What <see cref="LedgerVerifier"/> found.</summary>
/// <param name="Fault">The first bad place; null when every chain holds.</param>
public sealed record LedgerVerification(long Streams, long Events, LedgerFault? Fault);

/// <param name="Offset">Bytes from the file's beginning.</param>
public sealed record LedgerFault(string File, long Offset, string What);
