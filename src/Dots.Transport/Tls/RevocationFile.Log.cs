using Microsoft.Extensions.Logging;

namespace Dots.Transport.Tls;

internal sealed partial class RevocationFile
{
    [LoggerMessage(5101, LogLevel.Information, "CRL file {Path} was read again: {Revoked} certificates are revoked", EventName = "Crl.Loaded")]
    private partial void LogLoaded(string path, int revoked);

    [LoggerMessage(5102, LogLevel.Error, "CRL file {Path} changed but cannot be used: {Reason}. The list read before stays in force, so later revocations are NOT known here; replace the file with one issued by the consortium's authority", EventName = "Crl.Refused")]
    private partial void LogRefused(string path, string reason);

    [LoggerMessage(5103, LogLevel.Warning, "CRL file {Path} of {Issuer} is overdue: its next update was promised for {NextUpdate:u}. It is still used, but later revocations are not known here; fetch the current list from the consortium's authority", EventName = "Crl.Overdue")]
    private partial void LogOverdue(string path, string issuer, DateTimeOffset nextUpdate);
}
