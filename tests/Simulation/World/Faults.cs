namespace Simulation.World;

/// <summary>How often what goes wrong in one run. Shares of 1 unless a unit is named.</summary>
internal sealed record Faults
{
    public static readonly Faults None = new();

    /// <summary>A message is lost, in either direction.</summary>
    public double Loss { get; init; }

    /// <summary>A message arrives twice.</summary>
    public double Double { get; init; }

    /// <summary>A message takes seconds, so that later ones overtake it.</summary>
    public double Late { get; init; }

    /// <summary>A message takes minutes.</summary>
    public double VeryLate { get; init; }

    /// <summary>A process is killed between two steps: a write, a send, an effect.</summary>
    public double KillAtStep { get; init; }

    /// <summary>Mean seconds between kills at any moment; 0: none.</summary>
    public double KillEvery { get; init; }

    /// <summary>Mean seconds between times in which a controller cannot be reached; 0: none.</summary>
    public double PartitionEvery { get; init; }

    /// <summary>A write fails and nobody knows whether it took effect.</summary>
    public double WriteFails { get; init; }

    /// <summary>There is no room for a write that may be refused for it.</summary>
    public double Full { get; init; }

    /// <summary>A controller's write takes its time.</summary>
    public double SlowDisk { get; init; }

    /// <summary>A call to a router fails, before or after it took effect.</summary>
    public double RouterFails { get; init; }

    /// <summary>A call to a router takes seconds.</summary>
    public double RouterSlow { get; init; }

    /// <summary>A call to a router that was cancelled goes on for seconds before it stops.</summary>
    public double RouterLags { get; init; }

    /// <summary>A router has no room for another filter.</summary>
    public double RouterFull { get; init; }

    /// <summary>Mean seconds between losses of everything a router holds; 0: none.</summary>
    public double RouterRestartEvery { get; init; }

    /// <summary>The planner fails.</summary>
    public double PlannerFails { get; init; }

    /// <summary>A message between grains is lost.</summary>
    public double GrainLoss { get; init; }

    /// <summary>Somebody sends a controller an order of another alert for an engagement it knows.</summary>
    public double Foreign { get; init; }

    /// <summary>Mean seconds between changes of who may ask and help: suspensions and stops, each lifted after a while; 0: none.</summary>
    public double BarEvery { get; init; }

    /// <summary>Mean seconds between roll-overs of a member's key: for a while both count, then the new one only; 0: none.</summary>
    public double RollEvery { get; init; }

    /// <summary>Whether messages, disks and processes do what they should: then what delays an order is another member.</summary>
    public bool OnlyMembersMisbehave { get; init; }

    /// <summary>Mean seconds between stops that people of an operator say; 0: none.</summary>
    public double StopEvery { get; init; }

    /// <summary>Mean seconds between changes of the map of the Internet; 0: none.</summary>
    public double MapEvery { get; init; }

    public static Faults Draw(Random random)
    {
        // Many runs without each fault: what one fault hides another must still be able to show.
        double Some(double share, double most) => random.NextDouble() < share ? random.NextDouble() * most : 0;
        if (random.NextDouble() < 0.12)
            return new() { OnlyMembersMisbehave = true, RouterFails = Some(0.5, 0.3), RouterSlow = Some(0.5, 0.3), RouterFull = Some(0.2, 0.2), RollEvery = Some(0.5, 1) is > 0 and var q ? 20 + (q * 200) : 0 };
        return new()
        {
            Loss = Some(0.6, 0.3), Double = Some(0.6, 0.3), Late = Some(0.6, 0.3), VeryLate = Some(0.5, 0.06),
            KillAtStep = Some(0.6, 0.03), KillEvery = Some(0.5, 1) is > 0 and var k ? 20 + (k * 300) : 0,
            PartitionEvery = Some(0.4, 1) is > 0 and var p ? 60 + (p * 400) : 0,
            WriteFails = Some(0.5, 0.08), Full = Some(0.3, 0.3), SlowDisk = Some(0.4, 0.5),
            RouterFails = Some(0.5, 0.3), RouterSlow = Some(0.5, 0.3), RouterFull = Some(0.2, 0.2), RouterLags = Some(0.3, 0.5),
            RouterRestartEvery = Some(0.2, 1) is > 0 and var r ? 60 + (r * 600) : 0,
            PlannerFails = Some(0.3, 0.4), GrainLoss = Some(0.4, 0.2), Foreign = Some(0.3, 0.1),
            BarEvery = Some(0.4, 1) is > 0 and var b ? 40 + (b * 400) : 0, RollEvery = Some(0.4, 1) is > 0 and var o ? 20 + (o * 200) : 0,
            StopEvery = Some(0.25, 1) is > 0 and var s ? 30 + (s * 300) : 0,
            MapEvery = Some(0.5, 1) is > 0 and var m ? 60 + (m * 400) : 0,
        };
    }
}
