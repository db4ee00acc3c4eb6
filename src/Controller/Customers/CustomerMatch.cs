using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Customers;

/// <summary>The traffic of a request whose targets were resolved when it was accepted.</summary>
internal static class CustomerMatch
{
    public static TrafficMatch Of(MitigationRequest resolved) => resolved.Header.ToMatch(_ => null, out var match) is { } broken
        ? throw new InvalidOperationException($"a request that was accepted names no traffic: {broken.Detail}")
        : match;
}
