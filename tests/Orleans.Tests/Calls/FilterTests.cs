using Microsoft.Extensions.DependencyInjection;
using Support.Orleans;

namespace Orleans.Tests.Calls;

public sealed class FilterTests
{
    [Fact]
    public async Task Incoming_filters_run_in_order_around_the_call()
    {
        await using var host = await Start(silo => silo
            .AddIncomingGrainCallFilter(async context =>
            {
                if (!IsOurs(context))
                {
                    await context.Invoke();
                    return;
                }

                Say(context, $"first {context.ImplementationMethod.DeclaringType!.Name}.{context.ImplementationMethod.Name}");
                await context.Invoke();
                context.Result = (int)context.Result! + 1;
            })
            .AddIncomingGrainCallFilter<SecondFilter>());
        var grain = host.Grains.GetGrain<IFiltered>("a");
        Assert.Equal(43, await grain.Double(21));
        Assert.Equal(["first FilteredGrain.Double", "second a", "grain Double"], host.Services.GetRequiredService<Signals>().Said);
    }

    [Fact]
    public async Task An_incoming_filter_sees_and_may_replace_a_failure()
    {
        await using var host = await Start(silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            if (!IsOurs(context))
            {
                await context.Invoke();
                return;
            }

            var failure = await Assert.ThrowsAsync<InvalidDataException>(context.Invoke);
            throw new InvalidOperationException($"replaced {failure.Message}");
        }));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Grains.GetGrain<IFiltered>("a").Fail());
        Assert.Equal("replaced filtered failure", failure.Message);
    }

    [Fact]
    public async Task An_incoming_filter_may_answer_itself()
    {
        await using var host = await Start(silo => silo.AddIncomingGrainCallFilter(context =>
        {
            if (!IsOurs(context))
                return context.Invoke();
            context.Result = 7;
            return Task.CompletedTask;
        }));
        Assert.Equal(7, await host.Grains.GetGrain<IFiltered>("a").Double(1));
        Assert.Empty(host.Services.GetRequiredService<Signals>().Said);
    }

    [Fact]
    public async Task An_outgoing_filter_sees_who_calls_whom()
    {
        var seen = new Signals();
        await using var host = await Start(silo => silo.AddOutgoingGrainCallFilter(async context =>
        {
            if (IsOurs(context))
                seen.Say($"{context.SourceContext?.GrainId.Key.ToString() ?? "outside"} -> {context.TargetId.Key} {context.MethodName}");
            await context.Invoke();
        }));
        Assert.Equal(10, await host.Grains.GetGrain<IFiltered>("a").DoubleThrough(host.Grains.GetGrain<IFiltered>("b"), 5));
        Assert.Equal(["outside -> a DoubleThrough", "a -> b Double"], seen.Said);
    }

    // A silo may have grains of its own, whose calls pass the same filters.
    private static bool IsOurs(IGrainCallContext context) => context.InterfaceMethod.DeclaringType == typeof(IFiltered);

    private static Task<GrainHost> Start(Action<ISiloBuilder> silo) => GrainHost.Start(services => services.AddSingleton<Signals>(), silo);

    private static void Say(IIncomingGrainCallContext context, string what) =>
        context.TargetContext.ActivationServices.GetRequiredService<Signals>().Say(what);

    private sealed class SecondFilter(Signals signals) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (IsOurs(context))
                signals.Say($"second {context.TargetId.Key}");
            await context.Invoke();
        }
    }
}
