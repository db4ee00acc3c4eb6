namespace Storage.Journal.State;

/// <summary>First byte of a payload in a base segment: what the rest is.</summary>
internal enum BaseFrame : byte
{
    Documents = 1,

    /// <summary>Where each stream of the ledger stood: name, number, hash.</summary>
    Streams = 2,

    /// <summary>The number of documents (8 bytes): the segment is whole.</summary>
    End = 3,
}
