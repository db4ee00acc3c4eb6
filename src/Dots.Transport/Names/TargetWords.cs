using System.Collections.Immutable;
using Dots.Addressing;

namespace Dots.Transport.Names;

/// <summary>What one sender may call its targets instead of by address: its aliases, and the DNS names it registered.</summary>
/// <param name="Alias">The zone an alias stands for; null: there is none of that name.</param>
/// <param name="Names">Word to the name that is resolved, see <see cref="Dots.Mechanism.RegisteredNames.Of"/>.</param>
public sealed record TargetWords(Func<string, Prefix?> Alias, ImmutableSortedDictionary<string, string> Names);
