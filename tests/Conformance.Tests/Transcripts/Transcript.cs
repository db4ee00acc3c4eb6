using Support;

namespace Conformance.Tests.Transcripts;

/// <summary>
/// A recorded dialogue: one message and its answer, byte for byte, in one file. Lines that begin with '#' say what it is; '>' is the request's head, '&lt;' the answer's;
/// what follows a head is the body, broken into lines and indented for reading only. <see cref="Values"/> says what stands for what varies.
/// </summary>
internal sealed class Transcript
{
    private Transcript(string name, string[] lines)
    {
        Name = name;
        string[] Head(char mark) => [.. lines.Where(l => l.StartsWith(mark)).Select(l => l[1..].Trim())];
        var answer = Array.FindIndex(lines, l => l.StartsWith('<'));
        (RequestHead, AnswerHead) = (string.Join('\n', Head('>')), string.Join('\n', Head('<')));
        (RequestBody, AnswerBody) = (Body(lines[..answer]), Body(lines[answer..]));
    }

    /// <summary>"controller-orchestrator/heartbeat".</summary>
    public string Name { get; }

    /// <summary>Method and path, and the type of the body.</summary>
    public string RequestHead { get; }

    public string RequestBody { get; }

    /// <summary>Status, and the type of the body.</summary>
    public string AnswerHead { get; }

    public string AnswerBody { get; }

    private static string Folder => Path.Combine(SharedData.Root, "tests", "Conformance.Tests", "Transcripts");

    public static IEnumerable<string> All => Directory.EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/')[..^".txt".Length]).Order(StringComparer.Ordinal);

    public static Transcript Of(string name) => new(name, File.ReadAllLines(Path.Combine(Folder, name + ".txt")));

    private static string Body(string[] lines) => string.Concat(lines.Where(l => l.Length > 0 && l[0] is not ('#' or '>' or '<')).Select(l => l.Trim()));
}
