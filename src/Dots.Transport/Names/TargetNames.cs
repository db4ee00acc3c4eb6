using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Dots.Addressing;

namespace Dots.Transport.Names;

/// <summary>
/// Addresses of DNS names that stand for targets. Bounded in time, in look-ups at once, of all and of each asker, and in addresses; never blocks who waits. What it finds is checked like
/// any address that was asked for, with every request anew, because whoever runs the name may point it anywhere.
/// </summary>
/// <param name="resolve">The system's resolver; it may take longer than anybody waits.</param>
public sealed class TargetNames(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
{
    /// <summary>Names in one request.</summary>
    public const int MaximumNames = 8;

    private const int MaximumAddresses = 32;
    private const int AtOnce = 32;

    // Whose name servers do not answer takes these and no more: the others are everybody's.
    private const int AtOnceOfOne = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);

    /// <summary>The name's addresses in ascending order, or why there are none.</summary>
    /// <param name="asker">Who asks: none takes the places of others.</param>
    public async Task<(ImmutableArray<Prefix> Addresses, string? Failure)> Find(string asker, string name, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var share = Enter(asker);
        try
        {
            await share.Places.WaitAsync(either.Token);
            try
            {
                await _places.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                share.Places.Release();
                throw;
            }
        }
        catch (OperationCanceledException)
        {
            Leave(asker, share);
            cancellation.ThrowIfCancellationRequested();
            return ([], $"{name} was not looked up: too many names are, and their servers do not answer");
        }

        // The system goes on looking after nobody waits any more, and holds its places until it is done.
        var lookUp = LookUp(asker, share, name);
        try
        {
            var found = await lookUp.WaitAsync(either.Token);
            ImmutableArray<Prefix> addresses = [.. found.Select(a => Prefix.FromAddress(a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a)).Distinct().Order()];
            return addresses.Length switch
            {
                0 => ([], $"{name} has no address"),
                > MaximumAddresses => ([], $"{name} has {addresses.Length} addresses, more than {MaximumAddresses}"),
                _ => (addresses, null),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ([], $"{name} was not resolved within {Patience.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return ([], $"{name} cannot be resolved: {e.Message}");
        }
    }

    private async Task<IPAddress[]> LookUp(string asker, Share share, string name)
    {
        try
        {
            return await resolve(name, CancellationToken.None);
        }
        finally
        {
            _places.Release();
            share.Places.Release();
            Leave(asker, share);
        }
    }

    private Share Enter(string asker)
    {
        lock (_shares)
        {
            if (!_shares.TryGetValue(asker, out var share))
                _shares[asker] = share = new();
            share.Users++;
            return share;
        }
    }

    private void Leave(string asker, Share share)
    {
        lock (_shares)
            if (--share.Users == 0)
                _shares.Remove(asker);
    }

    /// <summary>The places of one asker, there as long as it has a look-up under way or waiting.</summary>
    private sealed class Share
    {
        public SemaphoreSlim Places { get; } = new(AtOnceOfOne);

        public int Users { get; set; }
    }
}
