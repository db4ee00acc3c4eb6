namespace Dots.Transport.Signatures;

/// <summary>What of an HTTP message a signature can cover. Requests have a method and a target, answers a status.</summary>
internal sealed record SignedMessage
{
    internal string? Method { get; init; }

    /// <summary>scheme://authority/path?query, with the host in lower case and without the scheme's own port.</summary>
    internal string? TargetUri { get; init; }

    internal int? Status { get; init; }

    /// <summary>The combined value of a field by its lower-case name (RFC 9421, section 2.1); null when the message does not have it.</summary>
    internal required Func<string, string?> Field { get; init; }

    /// <summary>The value of a covered component; null when the message does not have it or it is none that is known here.</summary>
    internal string? Component(string name) => name switch
    {
        "@method" => Method,
        "@target-uri" => TargetUri,
        "@authority" => Target?.Authority,
        "@scheme" => Target?.Scheme,
        "@path" => Target?.AbsolutePath,
        "@query" => Target is { } target ? target.Query.Length == 0 ? "?" : target.Query : null,
        "@status" => Status?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ['@', ..] => null,
        _ => Field(name),
    };

    /// <summary>Values of one field, combined as a signature covers them.</summary>
    internal static string? Combined(IEnumerable<string?> values)
    {
        string? combined = null;
        foreach (var value in values)
            combined = combined is null ? value?.Trim(' ', '\t') : $"{combined}, {value?.Trim(' ', '\t')}";
        return combined;
    }

    /// <summary>The target as both sides must write it.</summary>
    internal static string TargetOf(string host, int? port, string pathAndQuery) =>
        $"https://{host.ToLowerInvariant()}{(port is null or 443 ? "" : $":{port}")}{pathAndQuery}";

    private Uri? Target => Uri.TryCreate(TargetUri, UriKind.Absolute, out var uri) ? uri : null;
}
