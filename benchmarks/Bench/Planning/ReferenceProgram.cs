using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NearSource.Topology;
using Support;

namespace Bench.Planning;

/// <summary>The C++ program that the shared folder holds, built and run on the same graphs, attack, members and victims.</summary>
internal sealed partial class ReferenceProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("near-source-");

    /// <summary>The program, built; null where its source or the compiler is missing, said on standard error.</summary>
    public static ReferenceProgram? Build()
    {
        if (SharedData.Find("tools/near-source-reference.cc") is not { } source)
        {
            Console.Error.WriteLine("near-source: no reference: shared/tools/near-source-reference.cc is missing");
            return null;
        }

        var program = new ReferenceProgram();
        if (Run("g++", ["-O2", "-o", program.Path("ref"), source]) is not null)
            return program;
        Console.Error.WriteLine("near-source: no reference: g++ is missing or failed");
        program.Dispose();
        return null;
    }

    /// <summary>Reach, caught, hops saved and within two hops; null when it failed.</summary>
    public double[]? Score(AsGraph truth, AsGraph plan, AttackOrigins attack, ImmutableArray<uint> members, ImmutableArray<uint> victims, int ask, bool hops)
    {
        var right = Graph(truth);
        var text = Run(Path("ref"), [right, plan == truth ? right : Graph(plan), Sources(attack), Asns("members", members), Asns("victims", victims), Text(ask), hops ? "hops" : "coverage"]);
        return text is null ? null : [.. Figures().Matches(text).Skip(1).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    /// <summary>Milliseconds of processor time of one routing tree; null when it failed. Its own figure is of the clock, which other work on the machine spoils.</summary>
    public double? TreeMilliseconds(AsGraph graph, ImmutableArray<uint> victims) =>
        Cpu(graph, victims) is { } all && Cpu(graph, victims[..1]) is { } one ? (all - one) / (victims.Length - 1) : null;

    private double? Cpu(AsGraph graph, ImmutableArray<uint> victims)
    {
        var file = Graph(graph);
        var text = Run("bash", ["-c", "TIMEFORMAT='cpu=%3U'; time \"$0\" \"$@\" 2>&1", Path("ref"), file, file, Sources(new([new(1, 1)], 0)), Asns("members", victims), Asns("victims", victims), "1", "hops", "time"], errors: true);
        return text is null ? null : double.Parse(Figures().Matches(text)[^1].Groups[1].Value, CultureInfo.InvariantCulture) * 1000;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Graph(AsGraph graph)
    {
        var path = Path($"graph{System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(graph)}");
        if (!File.Exists(path))
            File.WriteAllLines(path, graph.Links.Select(l => $"{l.First}|{l.Second}|{(int)l.Relation}"));
        return path;
    }

    private string Sources(AttackOrigins attack) =>
        Written("sources", attack.Sources.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Asn},{s.Weight}")).Append(string.Create(CultureInfo.InvariantCulture, $"0,{attack.Unmapped}")));

    private string Asns(string name, ImmutableArray<uint> asns) => Written(name, asns.Select(a => Text((int)a)));

    private string Written(string name, IEnumerable<string> lines)
    {
        File.WriteAllLines(Path(name), lines);
        return Path(name);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Run(string program, string[] arguments, bool errors = false)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = errors })!;
            var text = process.StandardOutput.ReadToEnd() + (errors ? process.StandardError.ReadToEnd() : "");
            process.WaitForExit();
            return process.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"=([0-9.]+)")]
    private static partial Regex Figures();
}
