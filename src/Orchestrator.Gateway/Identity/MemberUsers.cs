using System.Collections.Concurrent;
using Dots.Transport.Passwords;
using Grains.Consortium;
using Orchestrator.Gateway.Consortium;

namespace Orchestrator.Gateway.Identity;

/// <summary>The users of consortium.json, as the transport asks for them.</summary>
internal sealed class MemberUsers(ConsortiumView consortium, ConsortiumFileWatcher file) : IKnownUsers
{
    private const int ParsedAtMost = 10_000;

    private readonly ConcurrentDictionary<string, PasswordHash> _parsed = new(StringComparer.Ordinal);

    public bool Ready => consortium.FetchedAt is not null && file.Looked;

    public PasswordHash? Find(string user)
    {
        if (consortium.Current.FindByUser(user) is not { User.Pbkdf2: var text })
            return null;
        if (_parsed.TryGetValue(text, out var known))
            return known;
        if (_parsed.Count >= ParsedAtMost)
            _parsed.Clear();
        return PasswordHash.Parse(text) is { } parsed ? _parsed.GetOrAdd(text, parsed) : null;
    }
}
