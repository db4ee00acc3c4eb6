namespace Controller.Policy;

/// <summary>Lists that members write: a line each, VALUE, or VALUE, tab, more; empty lines and lines that start with # are skipped.</summary>
internal static class ListLines
{
    private const int MaxProblems = 20;

    /// <summary>Takes one line.</summary>
    /// <param name="value">Up to the tab.</param>
    /// <param name="more">Behind it; empty where there is none.</param>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public delegate string? Take(ReadOnlySpan<char> value, ReadOnlySpan<char> more);

    /// <exception cref="FormatException">Names every bad line, up to twenty.</exception>
    public static void Read(string text, Take take)
    {
        List<string> problems = [];
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.TrimEnd();
            if (content.IsEmpty || content[0] == '#')
                continue;
            var tab = content.IndexOf('\t');
            if (take(tab < 0 ? content : content[..tab], tab < 0 ? default : content[(tab + 1)..]) is { } problem)
                problems.Add($"line {number}: {problem}");
            if (problems.Count == MaxProblems)
                break;
        }

        if (problems.Count > 0)
            throw new FormatException(string.Join("; ", problems));
    }
}
