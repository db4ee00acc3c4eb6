using System.Net;
using Microsoft.Extensions.Logging;

namespace Dots.Transport.Mechanism;

internal sealed partial class MechanismServer
{
    [LoggerMessage(5201, LogLevel.Warning, "{Message} from {Address} was refused ({Status}): {Reason}. {Unsaid} more like it were not logged. If the peer is a member, it needs a current certificate of the consortium's authority, or the right user and password, as this listener wants", EventName = "Peer.Refused")]
    private partial void LogPeerRefused(string message, IPAddress address, int status, string reason, int unsaid);

    [LoggerMessage(5204, LogLevel.Error, "{Message} from {Sender}: its nonce could not be stored, so it was answered 503 and nothing was done; look at the disk under Data:Directory. Reference {Reference} stands in its answer", EventName = "Nonce.NotStored")]
    private partial void LogNonceNotStored(Exception e, string message, string sender, string reference);

    [LoggerMessage(5202, LogLevel.Error, "{Message} from {SenderId} failed here, the peer was answered 500 and may send it again. Reference {Reference} stands in its answer", EventName = "Request.Failed")]
    private partial void LogFailed(Exception e, string message, string senderId, string reference);

    [LoggerMessage(5203, LogLevel.Error, "{Message} from {SenderId} was not answered within {Seconds} s, the peer was answered 503 and may send it again. Reference {Reference} stands in its answer; look at the store and the load of this process", EventName = "Request.TooSlow")]
    private partial void LogTooSlow(string message, string senderId, double seconds, string reference);
}
