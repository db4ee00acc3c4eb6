using System.Globalization;

namespace Simulation.Runs;

/// <summary>What the command line asks for.</summary>
/// <param name="Replay">The seed of one history to be printed; null: many runs.</param>
internal sealed record Options(int Runs, int Seed, int? Replay, bool Stats)
{
    public const string Usage = "usage: ./simulate [--runs N] [--seed S] [--stats] | --replay SEED";

    /// <summary>Null when it cannot be understood.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options(1000, 1, null, false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--stats")
            {
                options = options with { Stats = true };
                continue;
            }

            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return null;
            switch (args[i++])
            {
                case "--runs":
                    options = options with { Runs = value };
                    break;
                case "--seed":
                    options = options with { Seed = value };
                    break;
                case "--replay":
                    options = options with { Replay = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
