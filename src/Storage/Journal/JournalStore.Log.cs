using Microsoft.Extensions.Logging;

namespace Storage.Journal;

public sealed partial class JournalStore
{
    /// <summary>What operators read about the journal. Ids 6100 to 6199.</summary>
    internal static partial class Log
    {
        [LoggerMessage(6100, LogLevel.Information, "journal {Directory} is open: frame {Frame}, {Bytes} bytes of state, {Streams} ledger streams with {Events} events")]
        public static partial void Opened(ILogger logger, string directory, long frame, long bytes, int streams, long events);

        [LoggerMessage(6101, LogLevel.Warning,
            "{File} ended in a torn frame: cut at byte {Offset}, {Bytes} bytes dropped. The process or machine stopped during a write that nobody was told had succeeded; nothing needs to be done")]
        public static partial void TornTail(ILogger logger, string file, long offset, long bytes);

        [LoggerMessage(6102, LogLevel.Information, "{File} is left from a compaction that a stop interrupted, and was deleted; nothing is lost")]
        public static partial void LeftoverDeleted(ILogger logger, string file);

        [LoggerMessage(6103, LogLevel.Critical, "{Reason}: the process ends now, because what is on the disk is no longer known. Check the disk and its cabling or volume, then start again: everything acknowledged is read back")]
        public static partial void Ending(ILogger logger, string reason, Exception cause);

        [LoggerMessage(6104, LogLevel.Error,
            "the disk of journal {Directory} is full: new requests are refused (503), renewals and withdrawals go on from the reserve of {Reserve} bytes. Free space now; the journal notices by itself")]
        public static partial void Full(ILogger logger, string directory, long reserve);

        [LoggerMessage(6105, LogLevel.Warning, "journal {Directory} now writes into its reserve of {Reserve} bytes; when that is used up withdrawals fail too. Free space now")]
        public static partial void OnReserve(ILogger logger, string directory, long reserve);

        [LoggerMessage(6106, LogLevel.Information, "the disk of journal {Directory} has space again: the reserve is whole, new requests are taken")]
        public static partial void NotFull(ILogger logger, string directory);

        [LoggerMessage(6107, LogLevel.Information, "journal {Directory} was compacted: {Documents} documents kept, {Forgotten} forgotten, {Before} bytes of log and what was kept before became {After} bytes")]
        public static partial void Compacted(ILogger logger, string directory, long documents, long forgotten, long before, long after);

        [LoggerMessage(6108, LogLevel.Error, "compaction of journal {Directory} failed: {Why}. Everything is as before and writes go on; the journal keeps growing until one succeeds")]
        public static partial void CompactionFailed(ILogger logger, string directory, string why, Exception failure);

        [LoggerMessage(6109, LogLevel.Information, "ledger segment was retired to {File}: keep it with the other archived ones; it is not read any more")]
        public static partial void LedgerRetired(ILogger logger, string file);
    }
}
