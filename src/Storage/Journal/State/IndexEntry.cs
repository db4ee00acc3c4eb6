using System.Globalization;

namespace Storage.Journal.State;

/// <summary>Where a document's content lies. A class, so that "still the same entry" is one comparison of references.</summary>
/// <param name="Crc">CRC-32C of the content: a read may come years after the frame's own checksum was looked at.</param>
/// <param name="KeepUntil">UTC ticks from when on it may be forgotten; <see cref="long.MaxValue"/>: never.</param>
internal sealed class IndexEntry(StateSegment segment, long offset, int length, uint crc, long version, long keepUntil, ActiveMitigation? active)
{
    public StateSegment Segment => segment;

    public long Offset => offset;

    public int Length => length;

    public uint Crc => crc;

    public long Version => version;

    public long KeepUntil => keepUntil;

    public ActiveMitigation? Active => active;

    public string VersionText => Text(version);

    public static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>A row in the active index keeps its document whatever its date: the mitigation has not ended.</summary>
    public bool MayBeForgotten(DateTimeOffset now) => active is null && keepUntil <= now.UtcTicks;

    public IndexEntry MovedTo(StateSegment there, long at) => new(there, at, length, crc, version, keepUntil, active);
}
