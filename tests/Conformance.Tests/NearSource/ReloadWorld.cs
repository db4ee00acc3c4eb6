namespace Conformance.Tests.NearSource;

/// <summary>The same Internet, whose map changes while mitigations run.</summary>
public sealed class ReloadWorld : AheadWorld
{
    public string Graph => Relations;

    public string Origins => File.ReadAllText(PathOf("origins.tsv"));
}
