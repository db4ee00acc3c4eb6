using System.Net;
using Dots.Transport.Names;
using Support;

namespace Dots.Transport.Tests.Names;

/// <summary>Name servers that do not answer hold nobody up for long, and no more than a bounded number of look-ups.</summary>
public sealed class TargetNamesTests
{
    [Fact]
    public async Task Server_that_never_answers_is_waited_for_2_seconds()
    {
        var time = new ManualTime();
        var names = new TargetNames((_, _) => new TaskCompletionSource<IPAddress[]>().Task, time);

        var finding = names.Find("op1", "www.example.org", CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(finding.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        var (addresses, failure) = await finding;
        Assert.Empty(addresses);
        Assert.Contains("www.example.org was not resolved within 2 s", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_ups_under_way_are_bounded_and_one_that_ends_makes_room()
    {
        var time = new ManualTime();
        var lookUps = new List<TaskCompletionSource<IPAddress[]>>();
        var names = new TargetNames(
            (_, _) =>
            {
                lookUps.Add(new());
                return lookUps[^1].Task;
            },
            time);
        var first = Enumerable.Range(0, 32).Select(i => names.Find($"op{i / 4}", $"n{i}.example.org", CancellationToken.None)).ToArray();
        var waiting = names.Find("op99", "late.example.org", CancellationToken.None);
        Assert.Equal(32, lookUps.Count);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("was not looked up", (await waiting).Failure, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(first), f => Assert.NotNull(f.Failure));

        // Nobody waits any more, but the system is still busy with them.
        var next = names.Find("op99", "next.example.org", CancellationToken.None);
        Assert.Equal(32, lookUps.Count);
        lookUps[0].SetResult([IPAddress.Parse("192.0.2.1")]);
        await Eventually.Holds(() => lookUps.Count == 33);
        lookUps[32].SetResult([IPAddress.Parse("192.0.2.2")]);

        Assert.Equal(["192.0.2.2/32"], (await next).Addresses.Select(a => a.ToString()));
    }

    [Fact]
    public async Task Member_whose_name_servers_do_not_answer_takes_no_place_of_others()
    {
        var time = new ManualTime();
        var silent = new System.Collections.Concurrent.ConcurrentBag<TaskCompletionSource<IPAddress[]>>();
        var names = new TargetNames(
            (name, _) =>
            {
                if (name.StartsWith("good", StringComparison.Ordinal))
                    return Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.1")]);
                silent.Add(new());
                return silent.First().Task;
            },
            time);
        var waiting = Enumerable.Range(0, 100).Select(i => names.Find("op1", $"bad{i}.example.org", CancellationToken.None)).ToArray();
        Assert.Equal(4, silent.Count);

        Assert.Null((await names.Find("op2", "good.example.org", CancellationToken.None)).Failure);

        // Its own next names wait for its own.
        var own = names.Find("op1", "good.example.org", CancellationToken.None);
        Assert.False(own.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.All(await Task.WhenAll(waiting), f => Assert.NotNull(f.Failure));
        Assert.Contains("was not looked up", (await own).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_and_went_away_is_not_answered_by_a_failure_of_the_name()
    {
        using var gone = new CancellationTokenSource();
        var names = new TargetNames((_, _) => new TaskCompletionSource<IPAddress[]>().Task, new ManualTime());
        var finding = names.Find("op1", "www.example.org", gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);
    }
}
