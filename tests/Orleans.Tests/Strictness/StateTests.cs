using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Tests.Persistence;
using Support.Orleans;

namespace Orleans.Tests.Strictness;

/// <summary>A grain that looks at its state before there is any.</summary>
public interface IHasty : IGrainWithStringKey
{
    Task Nothing();
}

public sealed class HastyGrain : Grain, IHasty
{
    public HastyGrain([PersistentState("text")] IPersistentState<HastyText> text) => Seen = text.State.Text;

    public string Seen { get; }

    public Task Nothing() => Task.CompletedTask;
}

public sealed class HastyText
{
    public string Text { get; set; } = "";
}

/// <summary>The real package hands out null before state is read; the stand-in refuses.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task State_cannot_be_looked_at_in_a_constructor()
    {
        await using var host = await GrainHost.Start(services =>
            services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (_, _) => new TestStorage(new Signals())));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(host.Grains.GetGrain<IHasty>("h").Nothing);
        Assert.Equal("State has not yet been loaded", failure.GetBaseException().Message);
    }
}
