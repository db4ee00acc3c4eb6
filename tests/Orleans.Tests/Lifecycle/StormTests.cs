using Microsoft.Extensions.DependencyInjection;
using Support.Orleans;

namespace Orleans.Tests.Lifecycle;

/// <summary>Beginnings, ends and calls all at once: each call is answered, one way or the other.</summary>
public sealed class StormTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_call_is_answered_while_its_grain_comes_and_goes()
    {
        await using var host = await Start();
        var answered = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                var grain = host.Grains.GetGrain<ILife>($"storm{i % 3}");
                try
                {
                    if ((i + caller) % 11 == 0)
                        await grain.Leave();
                    else
                        await grain.Activation();
                    Interlocked.Increment(ref answered);
                }
                catch (OrleansMessageRejectionException)
                {
                    // Passed on too often: grains left one after another while this call waited.
                }
            }
        }))).WaitAsync(Patience);
        Assert.InRange(answered, 1200, 2400);
    }

    [Fact]
    public async Task Every_call_is_answered_while_the_host_stops()
    {
        await using var host = await Start();
        using var stopped = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; !stopped.IsCancellationRequested; i++)
            {
                try
                {
                    await host.Grains.GetGrain<ILife>($"{caller}.{i % 50}").Activation();
                }
                catch (Exception exception) when (exception is OrleansException or ObjectDisposedException)
                {
                    // What a stopping host answers.
                }
            }
        })).ToArray();
        await host.Grains.GetGrain<ILife>("one").Activation();
        await host.Stop();
        await stopped.CancelAsync();
        await Task.WhenAll(calls).WaitAsync(Patience);
    }

    private static Task<GrainHost> Start() => GrainHost.Start(services => services.AddSingleton<Signals>());
}
