using Dots.Mechanism;
using Hosting.Commands;

namespace Controller.Sightings;

/// <summary>Asks the member's own command: action "sighting", the question as one JSON line on standard input, the answer as one on standard output.</summary>
/// <param name="command">Path of an executable file; it is started directly, no shell looks at it.</param>
internal sealed class CommandSightings(string command, TimeProvider time) : ISightingSource
{
    public async Task<SightingReport> Look(SightingRequest asked, TimeSpan within, CancellationToken cancellation)
    {
        try
        {
            // It changes nothing, so one that outlives a killed controller does no harm and is not noted.
            return SightingLine.Read(await BoundedCommand.Run(command, "sighting", SightingLine.Write(asked) + "\n", within, time, cancellation));
        }
        catch (CommandException e)
        {
            throw new SightingException(e.Message, e);
        }
    }
}
