using System.Collections.Immutable;
using System.Globalization;

namespace Quickstart.Scenario;

/// <summary>What the command line asked for (contracts, ./run).</summary>
internal sealed record ScenarioOptions
{
    public const string Usage = """
        usage: ./run [options]
          --once            exit when the scenario is over: 0 when it ended ok, 1 when it failed
          --plan-only       ask nobody: print whom the orchestrator would ask, with shares and reasons, as a table and as JSON
          --ipv6            the same in IPv6: the sources, the target, the filters, the plan
          --attack FILE     play this instead of the default: a clearing-house fingerprint, or a list of addresses ("address" or "address TAB weight");
                            where its name or a tag says "spoofed", its sources are forged, and forty networks are made up to send it
          --topology FILE   AS relations in CAIDA's layout instead of the default
          --origins FILE    origin table (prefix TAB asn); may be given twice, e.g. for IPv4 and IPv6
          --break KIND      all-decline, all-down or silent: nobody helps, and the scenario must end failed
          --port-base N     HTTPS on N, simulated controllers from N+10 (default 8443)
          --log             what happens, as log lines on standard error
        Files may be plain, .gz or .bz2. The defaults are the newest in ../shared/data (or $ORCHESTRATOR_SHARED/data), and made up where that is absent.
        The data directory is $ORCHESTRATOR_DATA, default .data; what it holds is kept.
        """;

    public bool Once { get; init; }

    public bool IPv6 { get; init; }

    public bool PlanOnly { get; init; }

    public string? Attack { get; init; }

    public string? Topology { get; init; }

    public ImmutableArray<string> Origins { get; init; } = [];

    public Break Break { get; init; }

    public int PortBase { get; init; } = 8443;

    public bool Log { get; init; }

    public string Data { get; init; } = Environment.GetEnvironmentVariable("ORCHESTRATOR_DATA") is { Length: > 0 } data ? data : ".data";

    /// <summary>Port of one of the simulated controllers, 1 to 8.</summary>
    public int ControllerPort(int number) => PortBase + 9 + number;

    /// <summary>The options, or what is wrong with the arguments.</summary>
    public static (ScenarioOptions? Options, string? Problem) Parse(IReadOnlyList<string> arguments)
    {
        var options = new ScenarioOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name is "--once" or "--log" or "--ipv6" or "--plan-only")
            {
                options = name switch
                {
                    "--once" => options with { Once = true },
                    "--log" => options with { Log = true },
                    "--plan-only" => options with { PlanOnly = true },
                    _ => options with { IPv6 = true },
                };
                continue;
            }

            if (name is not ("--attack" or "--topology" or "--origins" or "--break" or "--port-base"))
                return (null, $"{name}: unknown, or not offered by this version");
            if (++i == arguments.Count)
                return (null, $"{name}: a value must follow");
            var value = arguments[i];
            switch (name)
            {
                case "--attack" or "--topology" or "--origins" when !File.Exists(value):
                    return (null, $"{name}: there is no file {value}");
                case "--attack":
                    options = options with { Attack = value };
                    break;
                case "--topology":
                    options = options with { Topology = value };
                    break;
                case "--origins":
                    options = options with { Origins = options.Origins.Add(value) };
                    break;
                case "--break" when Breaks.TryGetValue(value, out var @break):
                    options = options with { Break = @break };
                    break;
                case "--break":
                    return (null, $"--break: '{value}' is none of {string.Join(", ", Breaks.Keys)}");
                default:
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1024 or > 65000)
                        return (null, $"--port-base: '{value}' is not a port from 1024 to 65000");
                    options = options with { PortBase = port };
                    break;
            }
        }

        return (options, null);
    }

    private static readonly Dictionary<string, Break> Breaks = new(StringComparer.Ordinal)
    {
        ["all-decline"] = Break.AllDecline, ["all-down"] = Break.AllDown, ["silent"] = Break.Silent,
    };
}

/// <summary>How a scenario is made to fail.</summary>
internal enum Break
{
    None,

    /// <summary>Every helper declines.</summary>
    AllDecline,

    /// <summary>Every helper's controller is down.</summary>
    AllDown,

    /// <summary>Every helper takes its order and never acts on it.</summary>
    Silent,
}
