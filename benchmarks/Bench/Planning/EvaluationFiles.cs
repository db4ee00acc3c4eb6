using Support;

namespace Bench.Planning;

/// <summary>The fixed evaluation's files in the shared folder.</summary>
internal static class EvaluationFiles
{
    /// <summary>Whether the shared folder's data are there.</summary>
    public static bool Present => SharedData.Find("data/as-rel") is not null;

    public static string Right => At("as-rel/toposcope-201806.as-rel.txt.gz");

    public static string Stale => At("as-rel/toposcope-201706.as-rel.txt.gz");

    public static string Sources => At("near-source/ipsum-by-asn.csv");

    public static string Addresses => At("attacks/ipsum-20260822.txt.gz");

    public static string Victims => At("near-source/victims-500.txt");

    public static string Reference => At("near-source/reference.csv");

    public static string[] Origins => [At("prefix-origin/asmap-20251204-ipv4.tsv.gz"), At("prefix-origin/asmap-20251204-ipv6.tsv.gz")];

    public static string Members(string consortium) => At($"near-source/members-{consortium}.txt");

    private static string At(string file) => SharedData.Find("data/" + file) ?? throw new InvalidDataException($"needs shared/data/{file} (set ORCHESTRATOR_SHARED to the folder that has it)");
}
