using System.Net;

namespace Dots.Transport.Mechanism;

/// <summary>
/// Which URLs of peers are called (design, section 5): https, nothing but a base address. A peer chooses this URL itself, so it must not be
/// able to make this process talk to its own network. Addresses behind names are checked when the connection is made, not only here: a name may resolve differently a second later.
/// </summary>
public static class PeerUrl
{
    private const int MaxLength = 2048;

    /// <param name="allowPrivate">In development: loopback and private addresses are accepted.</param>
    /// <returns>The base URL, ending in '/', or why it is refused.</returns>
    public static PeerUrlVerdict Check(string? url, bool allowPrivate)
    {
        if (url is not { Length: > 0 and <= MaxLength } || url.Any(c => c is <= ' ' or '\\' or (char)127) || !Uri.TryCreate(url, UriKind.Absolute, out var parsed))
            return Refused("is not an absolute URL");
        if (parsed.Scheme != Uri.UriSchemeHttps)
            return Refused("is not https");
        if (Authority(url).Contains('@'))
            return Refused("contains user information");
        if (parsed.Fragment.Length > 0 || url.Contains('#'))
            return Refused("contains a fragment");
        if (parsed.Query.Length > 0 || url.Contains('?'))
            return Refused("contains a query");
        if (parsed.Port is < 1 or > 65535)
            return Refused("has no usable port");
        if (IPAddress.TryParse(parsed.IdnHost, out var address))
            return AddressRules.Refuses(address, allowPrivate) is { } reason ? Refused($"points to {address}, {reason}") : Accepted(parsed);
        if (!allowPrivate && ("." + parsed.IdnHost.TrimEnd('.')).EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return Refused("points to this machine");
        return parsed.HostNameType == UriHostNameType.Dns ? Accepted(parsed) : Refused("has no usable host name");
    }

    // As written: the parser drops an empty user name silently.
    private static ReadOnlySpan<char> Authority(ReadOnlySpan<char> url)
    {
        var rest = url[(url.IndexOf("//") + 2)..];
        return rest.IndexOf('/') is var end and >= 0 ? rest[..end] : rest;
    }

    private static PeerUrlVerdict Accepted(Uri url) =>
        new(url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri, null);

    private static PeerUrlVerdict Refused(string fault) => new(null, fault);
}

/// <param name="Url">The base URL when it is accepted.</param>
/// <param name="Fault">Why it is not, fit to follow the URL in a sentence.</param>
public sealed record PeerUrlVerdict(Uri? Url, string? Fault);
