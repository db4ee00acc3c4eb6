namespace Storage.Tests.Journal.Disk;

/// <summary>The machine stopped here.</summary>
internal sealed class PowerLostException() : Exception("power lost");
