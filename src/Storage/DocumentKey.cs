namespace Storage;

/// <summary>Names one document: the kind of thing it describes, which of its states, and whose.</summary>
/// <param name="Type">Kind of the owner, e.g. "mitigation". Never a CLR name.</param>
/// <param name="State">Which state of the owner, e.g. "life".</param>
/// <param name="Key">The owner's canonical key.</param>
public readonly record struct DocumentKey(string Type, string State, string Key)
{
    public override string ToString() => $"{Type}/{State}/{Key}";
}
