using Dots.Mechanism;

namespace Controller.Sightings;

/// <summary>Where this member learns what of somebody's traffic crosses its network (contracts, Settings: Sightings).</summary>
internal interface ISightingSource
{
    /// <summary>
    /// Looks for traffic to the request's destinations, of its protocols and source ports where it names some. Only the figures of the answer count:
    /// sender and id are filled in by whoever asked. "Not seen" is an answer; what cannot be told is none.
    /// </summary>
    /// <param name="within">How long it may take; cancelled by the token too.</param>
    /// <exception cref="SightingException">It cannot be told; says why, for an operator.</exception>
    Task<SightingReport> Look(SightingRequest asked, TimeSpan within, CancellationToken cancellation);
}

/// <summary>A source cannot tell. The message names the cause for an operator.</summary>
internal sealed class SightingException(string message, Exception? inner = null) : Exception(message, inner);
