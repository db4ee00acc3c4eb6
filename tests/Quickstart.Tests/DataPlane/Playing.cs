using Dots.Addressing;
using Dots.Scopes;
using Quickstart.Attacks;
using Quickstart.DataPlane;
using Quickstart.Tests.Internet;
using Support;

namespace Quickstart.Tests.DataPlane;

/// <summary>The tiny Internet under an attack.</summary>
internal sealed class Playing
{
    public Playing(Attack? attack = null, Prefix? target = null)
    {
        Attack = attack ?? TinyInternet.Attack();
        Plane = new SimulatedDataPlane(TinyInternet.Build(), TinyInternet.Operators, Attack, target ?? TinyInternet.VictimV4, Time);
        Signature = Attack.Signature.To(Plane.Target);
    }

    public ManualTime Time { get; } = new();

    public Attack Attack { get; }

    public SimulatedDataPlane Plane { get; }

    public TrafficMatch Signature { get; }

    /// <summary>What reaches the victim, as a share of the attack, when these hold the signature.</summary>
    public double ResidueWith(params string[] operators)
    {
        foreach (var id in operators)
            Plane.Apply(id, "f", Signature);
        var residue = Plane.ResidueBps / Plane.OfferedBps;
        foreach (var id in operators)
            Plane.Withdraw(id, "f");
        return residue;
    }
}
