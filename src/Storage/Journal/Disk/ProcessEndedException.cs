namespace Storage.Journal.Disk;

/// <summary>The process would have ended here; thrown only where a test's disk lets it live.</summary>
internal sealed class ProcessEndedException(string reason, Exception cause) : Exception(reason, cause);
