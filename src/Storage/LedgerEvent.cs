using System.Collections.Immutable;

namespace Storage;

/// <summary>One decision to be remembered: who, when, what, why, outcome.</summary>
/// <param name="At">When it was decided, by the clock of whoever decided.</param>
/// <param name="Kind">What happened, e.g. "accepted"; the event's stable name.</param>
/// <param name="Content">UTF-8 JSON object with the rest. Holds no source addresses and no secrets.</param>
public sealed record LedgerEvent(DateTimeOffset At, string Kind, ReadOnlyMemory<byte> Content);

/// <summary>A ledger event as stored: its place in its stream and the chain that makes later changes visible.</summary>
/// <param name="Stream">Type and key of the document it was written with: "type/key".</param>
/// <param name="Number">1, 2, 3 ... within its stream.</param>
/// <param name="Hash">SHA-256 over the previous event's hash (32 zero bytes before the first) and this event's stored bytes.</param>
public sealed record LedgerEntry(string Stream, long Number, LedgerEvent Event, ImmutableArray<byte> Hash);
