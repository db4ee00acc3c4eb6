using System.Collections.Immutable;
using Storage.Bytes;
using Storage.Journal.Frames;

namespace Storage.Journal.State;

/// <summary>One document inside a frame: key, version, how long it is kept, index row, content.</summary>
/// <param name="ContentAt">Where the content starts, counted from the start of the bytes it was read from.</param>
internal readonly record struct DocumentRecord(DocumentKey Key, long Version, long KeepUntil, ActiveMitigation? Active, int ContentAt, int ContentLength, uint Crc)
{
    /// <summary>Returns where the content starts in the writer.</summary>
    public static int Write(ByteWriter writer, DocumentKey key, long version, long keepUntil, ActiveMitigation? active, ReadOnlySpan<byte> content)
    {
        writer.Text(key.Type);
        writer.Text(key.State);
        writer.Text(key.Key);
        writer.Int64(version);
        writer.Int64(keepUntil);
        writer.Byte(active is null ? (byte)0 : (byte)1);
        if (active is not null)
            Write(writer, active);
        writer.Int32(content.Length);
        var at = writer.Length;
        writer.Raw(content);
        return at;
    }

    /// <exception cref="InvalidDataException">Not a record.</exception>
    public static DocumentRecord Read(ref ByteReader reader, NamePool names)
    {
        var key = new DocumentKey(names.One(reader.Text()), names.One(reader.Text()), reader.Text());
        var version = reader.Int64();
        var keepUntil = reader.Int64();
        var active = reader.Byte() == 0 ? null : ReadActive(ref reader, names);
        var length = reader.Int32();
        var at = reader.Position;
        return new DocumentRecord(key, version, keepUntil, active, at, length, Crc32C.Compute(reader.Raw(length)));
    }

    private static void Write(ByteWriter writer, ActiveMitigation active)
    {
        writer.Text(active.Key);
        writer.Text(active.Member);
        writer.Int32(active.Shard);
        writer.Int64(active.End.UtcTicks);
        Write(writer, active.Operators);
        Write(writer, active.Targets);
    }

    private static void Write(ByteWriter writer, ImmutableArray<string> texts)
    {
        writer.Int32(texts.Length);
        foreach (var text in texts)
            writer.Text(text);
    }

    private static ActiveMitigation ReadActive(ref ByteReader reader, NamePool names)
    {
        var key = reader.Text();
        var member = names.One(reader.Text());
        var shard = reader.Int32();
        var end = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        var operators = ReadTexts(ref reader, names.One);
        return new ActiveMitigation(key, member, shard, operators, ReadTexts(ref reader, text => text), end);
    }

    private static ImmutableArray<string> ReadTexts(ref ByteReader reader, Func<string, string> pooled)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        for (var left = reader.Int32(); left > 0; left--)
            texts.Add(pooled(reader.Text()));
        return texts.DrainToImmutable();
    }
}
