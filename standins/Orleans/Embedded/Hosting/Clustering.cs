namespace Orleans.Embedded.Hosting;

/// <summary>A request for clustering. The stand-in can only be alone.</summary>
/// <param name="Refused">What was asked for that the stand-in cannot do; null when it can.</param>
internal sealed record Clustering(string? Refused)
{
    public static readonly Clustering Alone = new((string?)null);
}
