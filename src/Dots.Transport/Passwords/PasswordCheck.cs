using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Dots.Transport.Passwords;

/// <summary>
/// Checks passwords without letting a flood of wrong ones cost anybody else anything: a password that was right is known for a while and costs a look-up,
/// wrong ones have a budget for each address, expensive checks are few at a time, and who was right from an address before neither shares that budget nor
/// waits behind strangers. An unknown user costs the same time as a wrong password.
/// </summary>
internal sealed class PasswordCheck(IKnownUsers users, TimeProvider time)
{
    private const int RememberedAtMost = 10_000;
    private static readonly TimeSpan RightFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FamiliarFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _right = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _familiar = new(StringComparer.Ordinal);
    private readonly FailureBudget _failures = new(time);
    private readonly CheckLane _familiars = new(1);
    private readonly CheckLane _strangers = new(Math.Max(1, Environment.ProcessorCount / 4));
    private volatile PasswordHash _decoy = PasswordHash.Nobodys;

    /// <summary>Checks that ran, for tests of how few there are.</summary>
    internal int Derived => _derived;

    private int _derived;

    internal async ValueTask<PasswordVerdict> Check(BasicCredentials credentials, IPAddress address, CancellationToken cancellation)
    {
        var known = users.Find(credentials.User);
        var tag = Tag(credentials, known);
        var now = time.GetUtcNow();
        if (known is not null && _right.TryGetValue(tag, out var until) && now < until)
            return new(PasswordOutcome.Accepted);

        var network = Network(address);
        var place = $"{network} {credentials.User}";
        var familiar = _familiar.TryGetValue(place, out var through) && now < through;
        // One more key than its own budget: the same user guessed at from elsewhere takes nothing from who is familiar.
        var budget = familiar ? place : network;
        if (_failures.Wait(budget) is { } wait)
            return new(PasswordOutcome.Throttled, wait);

        var lane = familiar ? _familiars : _strangers;
        if (!await lane.Enter(cancellation))
            return new(PasswordOutcome.Busy, Soon);
        try
        {
            // Others from there may have failed meanwhile.
            if (_failures.Wait(budget) is { } longer)
                return new(PasswordOutcome.Throttled, longer);
            Interlocked.Increment(ref _derived);
            if ((known ?? _decoy).Verify(credentials.Password) && known is not null)
            {
                Remember(_right, tag, time.GetUtcNow() + RightFor);
                Remember(_familiar, place, time.GetUtcNow() + FamiliarFor);
                return new(PasswordOutcome.Accepted);
            }
            // An unknown user shall cost what a known one does, which the administrators chose.
            if (known is not null && known.Iterations != _decoy.Iterations)
                _decoy = known;
            _failures.Failed(budget);
            return new(PasswordOutcome.Wrong);
        }
        finally
        {
            lane.Leave();
        }
    }

    // With the stored hash in it: a changed password is right no longer.
    private string Tag(BasicCredentials credentials, PasswordHash? known) =>
        Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{credentials.User}\n{known?.Text}\n{credentials.Password}")));

    // Whoever has one IPv6 address has a whole /64.
    private static string Network(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();

    private static void Remember(ConcurrentDictionary<string, DateTimeOffset> memory, string key, DateTimeOffset until)
    {
        if (memory.Count >= RememberedAtMost)
            memory.Clear();
        memory[key] = until;
    }
}
