using System.Collections.Immutable;
using Dots.Addressing;

namespace Quickstart.Internet;

/// <summary>A network of the simulated Internet.</summary>
/// <param name="Asn">Its number.</param>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Hosts">How much of an attack starts in it, as a weight; 0 = nothing does.</param>
/// <param name="Prefixes">What it originates.</param>
public sealed record AutonomousSystem(uint Asn, string Name, double Hosts, ImmutableArray<Prefix> Prefixes);
