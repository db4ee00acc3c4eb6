using Hosting.Commands;

namespace Orchestrator.Gateway.Enrolment;

/// <summary>
/// Lets an external authority issue: a command with the member's id as its argument and the request on standard input, which writes the certificate and its
/// intermediates, PEM, on standard output.
/// </summary>
internal sealed class CommandIssuer(string command, TimeSpan limit, TimeProvider time) : ICertificateIssuer
{
    public async Task<string> Issue(SigningRequest request, string member, CancellationToken cancellation)
    {
        try
        {
            return await BoundedCommand.Run(command, member, request.Pem.TrimEnd() + "\n", limit, time, cancellation);
        }
        catch (CommandException e)
        {
            throw new EnrolmentException(e.Message, e);
        }
    }
}
