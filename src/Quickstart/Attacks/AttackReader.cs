using System.Text;
using NearSource.Input;

namespace Quickstart.Attacks;

/// <summary>
/// Reads an attack from a file, plain, gzip or bzip2, at most 64 MiB unpacked: a clearing-house fingerprint, or a list of addresses, told apart by the first
/// character. Never throws for what stands in it or for a file that cannot be opened.
/// </summary>
public static class AttackReader
{
    private const int MaxBytes = 64 << 20;

    public static AttackReading Read(string path)
    {
        try
        {
            using var content = new MemoryStream();
            using (var file = Unpacked.Open(File.OpenRead(path), MaxBytes))
                file.CopyTo(content);
            var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
            if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
                bytes = bytes[Encoding.UTF8.Preamble.Length..];
            var name = Path.GetFileName(path);
            if (bytes.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
                return AddressList.Parse(new StreamReader(content.Rewound(), Encoding.UTF8), name);
            var (fingerprint, refusal) = FingerprintReader.Parse(bytes, name);
            return fingerprint is null ? new(null, refusal) : new(AttackFlows.Of(fingerprint), null) { IsForged = fingerprint.IsForged };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new(null, $"{path}: {e.Message}");
        }
    }

    /// <summary>The file's name without what says how it is packed and laid out.</summary>
    internal static string NameOf(string file)
    {
        foreach (var ending in (string[])[".bz2", ".gz", ".json", ".fingerprint", ".txt"])
            if (file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                file = file[..^ending.Length];
        return file;
    }

    private static MemoryStream Rewound(this MemoryStream content)
    {
        content.Position = 0;
        return content;
    }
}

/// <summary>What reading an attack file gave: the attack, or why not, with the file and the place in it.</summary>
public sealed record AttackReading(Attack? Attack, string? Refusal)
{
    /// <summary>Whether the file says that its sources are forged.</summary>
    public bool IsForged { get; init; }
}
