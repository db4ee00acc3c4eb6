namespace Orleans;

/// <summary>What a grain class implements, usually by deriving from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation this instance belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first request, after persistent state was read.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last request. Not called when the process is killed.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
