using System.Net.Sockets;

namespace Dots.Transport.Mechanism;

/// <summary>Tells what the HTTP stack's exceptions mean to a sender.</summary>
internal static class SendFailure
{
    internal static (UnreachableKind Kind, string Detail) Of(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
            if (inner is PeerUnreachableException known)
                return (known.Kind, known.Message);

        var root = e.GetBaseException();
        return e switch
        {
            OperationCanceledException => (UnreachableKind.Connect, "no connection in time"),
            HttpRequestException http => (Kind(http, root), $"{root.GetType().Name}: {root.Message}"),
            HttpIOException io => (Kind(io.HttpRequestError, root), root.Message),
            _ => (UnreachableKind.Closed, root.Message),
        };
    }

    private static UnreachableKind Kind(HttpRequestException e, Exception root) => Kind(e.HttpRequestError, root);

    private static UnreachableKind Kind(HttpRequestError error, Exception root) => error switch
    {
        HttpRequestError.NameResolutionError => UnreachableKind.Name,
        HttpRequestError.ConnectionError => UnreachableKind.Connect,
        HttpRequestError.SecureConnectionError => UnreachableKind.Tls,
        HttpRequestError.ResponseEnded => UnreachableKind.Closed,
        HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError => UnreachableKind.Garbage,
        HttpRequestError.HttpProtocolError => UnreachableKind.Closed,
        HttpRequestError.ConfigurationLimitExceeded => UnreachableKind.TooLarge,
        _ => root is SocketException or IOException ? UnreachableKind.Closed : UnreachableKind.Garbage,
    };
}
