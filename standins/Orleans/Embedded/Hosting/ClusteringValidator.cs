using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Embedded.Hosting;

/// <summary>One process is all there is: whoever asks for more needs the real package.</summary>
internal sealed class ClusteringValidator(IEnumerable<Clustering> asked, IOptions<ClusterOptions> cluster, SiloBuilder silo) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var configured = silo.Configuration["Orleans:Clustering:ProviderType"];
        if (configured is not null and not "Development")
            throw Refuse($"clustering by {configured} (Orleans:Clustering:ProviderType)");
        if (asked.FirstOrDefault(one => one.Refused is not null) is { Refused: { } what })
            throw Refuse(what);
        if (configured is null && !asked.Any())
            throw new OrleansConfigurationException("Clustering has not been configured: call UseLocalhostClustering");
        if (string.IsNullOrWhiteSpace(cluster.Value.ClusterId) || string.IsNullOrWhiteSpace(cluster.Value.ServiceId))
            throw new OrleansConfigurationException($"{nameof(ClusterOptions)} needs a {nameof(ClusterOptions.ClusterId)} and a {nameof(ClusterOptions.ServiceId)}");
    }

    private static OrleansConfigurationException Refuse(string what) =>
        new($"This build uses the stand-in for Microsoft Orleans, which is a single process and does not cluster. Asked for: {what}. "
            + "Restore the real packages with eng/restore and build again.");
}
