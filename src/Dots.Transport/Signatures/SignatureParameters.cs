using System.Collections.Immutable;
using System.Text;

namespace Dots.Transport.Signatures;

/// <summary>What a signature covers and says of itself: the inner list of Signature-Input (RFC 9421, sections 2.3 and 4.1).</summary>
/// <param name="Components">Names of the covered components, in their order; none has parameters.</param>
/// <param name="Parameters">In their order, which is signed too.</param>
internal sealed record SignatureParameters(ImmutableArray<string> Components, ImmutableArray<StructuredParameter> Parameters)
{
    internal long? Created => Find("created")?.AsInteger;

    internal long? Expires => Find("expires")?.AsInteger;

    internal string? Nonce => Find("nonce")?.AsString;

    internal string? KeyId => Find("keyid")?.AsString;

    internal StructuredValue? Algorithm => Find("alg");

    /// <summary>Covered components and their parameters as they stand in Signature-Input and in the last line of the signature base.</summary>
    internal string Serialize()
    {
        var text = new StringBuilder("(");
        foreach (var component in Components)
            text.Append(text.Length == 1 ? "" : " ").Append('"').Append(component).Append('"');
        text.Append(')');
        foreach (var (key, value) in Parameters)
        {
            text.Append(';').Append(key);
            if (value is not { Kind: StructuredKind.Boolean, Text: "?1" })
                text.Append('=').Append(value.Text);
        }
        return text.ToString();
    }

    /// <summary>The parameters a member of Signature-Input holds; null when it is not of that form, covers one component twice or needs parameters of components.</summary>
    internal static SignatureParameters? Of(StructuredMember member)
    {
        if (member.Items is not { } items)
            return null;
        var components = ImmutableArray.CreateBuilder<string>(items.Count);
        foreach (var item in items)
        {
            if (item.Value.AsString is not { Length: > 0 } name || item.Parameters.Count > 0 || components.Contains(name) || !IsName(name))
                return null;
            components.Add(name);
        }
        return new SignatureParameters(components.ToImmutable(), [.. member.Parameters]);
    }

    // A name with a line break or a quote in it could forge other lines of the base.
    private static bool IsName(string name) => name.AsSpan(name[0] == '@' ? 1 : 0) is { IsEmpty: false } rest && !rest.ContainsAnyExcept(ComponentName);

    private static readonly System.Buffers.SearchValues<char> ComponentName = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private StructuredValue? Find(string key)
    {
        foreach (var parameter in Parameters)
            if (parameter.Key == key)
                return parameter.Value;
        return null;
    }
}
