using System.Runtime.CompilerServices;
using Xunit;

namespace Support;

/// <summary>Waits for what comes in its own time: looks again and again until it fits, and says after a long while what it saw last.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A machine where several builds run at once is slow; what works is there long before.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The first look that fits.</summary>
    /// <param name="wanted">Made by the compiler: how the condition reads.</param>
    [OverloadResolutionPriority(1)]
    public static async Task<T> Sees<T>(Func<Task<T>> look, Func<T, bool> fits, [CallerArgumentExpression(nameof(fits))] string? wanted = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            var seen = await look();
            if (fits(seen))
                return seen;
            try
            {
                await pause.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"not within {Patience.TotalSeconds} s: {wanted}; seen last: {seen}");
            }
        }
    }

    /// <inheritdoc cref="Sees{T}(Func{Task{T}}, Func{T, bool}, string?)"/>
    public static Task<T> Sees<T>(Func<T> look, Func<T, bool> fits, [CallerArgumentExpression(nameof(fits))] string? wanted = null) => Sees(() => Task.FromResult(look()), fits, wanted);

    /// <summary>Comes back when the condition holds.</summary>
    /// <inheritdoc cref="Sees{T}(Func{Task{T}}, Func{T, bool}, string?)" path="/param"/>
    public static Task Holds(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? wanted = null) => Sees(condition, held => held, wanted);

    /// <inheritdoc cref="Holds(Func{bool}, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Task Holds(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? wanted = null) => Sees(condition, held => held, wanted);
}
