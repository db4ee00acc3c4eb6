using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;

namespace Dots.Transport.Names;

/// <summary>What the words in a request's dst_ip stand for: the sender's aliases, and DNS names it registered. Nobody else's.</summary>
public sealed class TargetLookUp
{
    private const int Invalid = 0, ServerError = 1;

    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(1);
    private static readonly TargetLookUp Nothing = new();

    private readonly Dictionary<string, ImmutableArray<Prefix>> _found = new(StringComparer.Ordinal);
    private string _names = "";

    /// <summary>Looks up every word among the targets; or why one cannot be looked up. A word that is unknown is left to <see cref="PacketHeader.ToMatch"/>.</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="known">What the sender registered, null when nothing. Called only when some target is a word: nearly every one is an address.</param>
    public static async Task<(TargetLookUp Found, MechanismRefusal? Refusal)> Of(string asker, PacketHeader header, Func<Task<TargetWords?>> known, TargetNames names, CancellationToken cancellation)
    {
        var words = header.Targets.Where(t => !Prefix.TryParse(t, out _, out _)).ToHashSet(StringComparer.Ordinal);
        if (words.Count == 0 || await known() is not { } registered)
            return (Nothing, null);

        var found = new TargetLookUp();
        var named = new List<(string Word, string Name)>();
        foreach (var word in words)
            if (registered.Alias(word) is { } zone)
                found._found[word] = [zone];
            else if (registered.Names.TryGetValue(word, out var name) || registered.Names.TryGetValue(word.ToLowerInvariant(), out name))
                named.Add((word, name));
        if (named.Count > TargetNames.MaximumNames)
            return (Nothing, new(500, Invalid, $"packet_header.dst_ip has {named.Count} DNS names, more than {TargetNames.MaximumNames}"));

        var resolved = await Task.WhenAll(named.Select(n => names.Find(asker, n.Name, cancellation)));
        for (var i = 0; i < named.Count; i++)
        {
            if (resolved[i].Failure is { } failure)
                return (Nothing, new(503, ServerError, $"packet_header.dst_ip {named[i].Word}: {failure}; nothing has changed, name addresses instead") { RetryAfter = RetrySoon });
            found._found[named[i].Word] = resolved[i].Addresses;
            found._names += $"; {named[i].Word} is {string.Join(", ", resolved[i].Addresses)}";
        }

        return (found, null);
    }

    /// <summary>What a word stands for; null: nothing.</summary>
    public ImmutableArray<Prefix>? Find(string word) => _found.TryGetValue(word, out var prefixes) ? prefixes : null;

    /// <summary>A refusal names addresses; who asked by name must be told where they come from.</summary>
    public string Explain(string detail) => detail + _names;
}
