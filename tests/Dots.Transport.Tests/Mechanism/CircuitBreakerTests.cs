using Dots.Transport.Mechanism;
using Support;

namespace Dots.Transport.Tests.Mechanism;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private readonly ManualTime _time = new();
    private readonly CircuitBreaker _circuit;

    public CircuitBreakerTests() => _circuit = new CircuitBreaker(3, Pause, _time);

    [Fact]
    public void Stays_closed_while_successes_come_between()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail(2);
            _circuit.Succeeded();
        }

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void Opens_after_failures_in_a_row()
    {
        Fail(3);

        Assert.Equal(CircuitState.Open, _circuit.State);
        Assert.Equal(_time.GetUtcNow() + Pause, _circuit.OpenUntil);
        Assert.False(_circuit.TryEnter());
    }

    [Fact]
    public void Half_open_lets_a_single_probe_through()
    {
        Fail(3);
        _time.Advance(Pause);

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.True(_circuit.TryEnter());
        Assert.False(_circuit.TryEnter());
    }

    [Fact]
    public void Probe_that_succeeds_closes_it()
    {
        Fail(3);
        _time.Advance(Pause);
        _circuit.TryEnter();
        _circuit.Succeeded();

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Fail(2);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Probe_that_fails_opens_it_for_another_pause()
    {
        Fail(3);
        _time.Advance(Pause);
        _circuit.TryEnter();
        _circuit.Failed();

        Assert.Equal(_time.GetUtcNow() + Pause, _circuit.OpenUntil);
        Assert.False(_circuit.TryEnter());
    }

    [Fact]
    public void Late_failure_of_an_earlier_call_does_not_prolong_the_pause()
    {
        Fail(3);
        var until = _circuit.OpenUntil;
        _time.Advance(TimeSpan.FromSeconds(10));
        _circuit.Failed();

        Assert.Equal(until, _circuit.OpenUntil);
    }

    [Fact]
    public void Abandoned_probe_makes_room_for_another()
    {
        Fail(3);
        _time.Advance(Pause);
        _circuit.TryEnter();
        _circuit.Abandoned();

        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void Probe_that_is_never_told_is_given_up_after_a_pause()
    {
        Fail(3);
        _time.Advance(Pause);
        _circuit.TryEnter();
        _time.Advance(Pause);

        Assert.True(_circuit.TryEnter());
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
            _circuit.Failed();
    }
}
