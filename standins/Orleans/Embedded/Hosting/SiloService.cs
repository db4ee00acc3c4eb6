using Microsoft.Extensions.Hosting;

namespace Orleans.Embedded.Hosting;

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed class SiloService(Silo silo, IEnumerable<IConfigurationValidator> validators) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var validator in validators)
            validator.ValidateConfiguration();
        silo.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => silo.Stop(cancellationToken);
}
