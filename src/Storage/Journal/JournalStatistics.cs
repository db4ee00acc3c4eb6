namespace Storage.Journal;

/// <summary>What a journal has done since it was opened. The same figures go out as the meter "Orchestrator.Storage".</summary>
/// <param name="Fsyncs">Syncs of files and directories, whatever for.</param>
/// <param name="Frames">Batches made durable.</param>
/// <param name="Writes">Writes acknowledged.</param>
/// <param name="Bytes">Bytes of frames in state segments.</param>
public sealed record JournalStatistics(long Fsyncs, long Frames, long Writes, long Bytes);
