using System.Collections.Immutable;

namespace NearSource.Origins;

/// <summary>Origins and how sure they are; half a million prefixes share some eighty thousand of these.</summary>
internal sealed class OriginSet(ImmutableArray<uint> asns, OriginConfidence confidence) : IEquatable<OriginSet>
{
    public ImmutableArray<uint> Asns => asns;

    public OriginConfidence Confidence => confidence;

    public bool Equals(OriginSet? other) => other is not null && confidence == other.Confidence && asns.AsSpan().SequenceEqual(other.Asns.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as OriginSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(confidence);
        foreach (var asn in asns)
            hash.Add(asn);
        return hash.ToHashCode();
    }

    /// <summary>Hands out one instance for all prefixes of the same origins.</summary>
    public sealed class Pool
    {
        private readonly HashSet<OriginSet> _known = [];

        public OriginSet Of(ImmutableArray<uint> asns, OriginConfidence confidence)
        {
            var wanted = new OriginSet(asns, confidence);
            if (_known.TryGetValue(wanted, out var known))
                return known;
            _known.Add(wanted);
            return wanted;
        }
    }
}
