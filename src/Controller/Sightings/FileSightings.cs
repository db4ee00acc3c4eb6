using Controller.Policy;
using Dots.Mechanism;

namespace Controller.Sightings;

/// <summary>Looks into a file that the member's own tools keep writing anew, see <see cref="SightingTable"/>; read again when it changes.</summary>
/// <param name="maxAge">Older figures are not told: they may be of the time before the attack.</param>
internal sealed class FileSightings(ReloadedFile<SightingTable> file, TimeSpan maxAge, TimeProvider time) : ISightingSource, IDisposable
{
    public Task<SightingReport> Look(SightingRequest asked, TimeSpan within, CancellationToken cancellation)
    {
        var table = file.Current;
        if (time.GetUtcNow() - table.SampledAt > maxAge)
            throw new SightingException($"the file was sampled at {table.SampledAt:u}, longer than {maxAge.TotalSeconds:0} s ago");
        return Task.FromResult(table.Look(asked));
    }
    public void Dispose() => file.Dispose();
}
