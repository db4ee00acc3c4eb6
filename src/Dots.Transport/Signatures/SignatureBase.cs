using System.Text;

namespace Dots.Transport.Signatures;

/// <summary>The bytes that are signed (RFC 9421, section 2.5).</summary>
internal static class SignatureBase
{
    /// <param name="missing">The covered component that the message does not have, when there is no base.</param>
    internal static byte[]? Of(SignatureParameters parameters, SignedMessage message, out string? missing)
    {
        var text = new StringBuilder();
        missing = null;
        foreach (var component in parameters.Components)
        {
            if (message.Component(component) is not { } value || value.AsSpan().ContainsAny('\r', '\n'))
            {
                missing = component;
                return null;
            }
            text.Append('"').Append(component).Append("\": ").Append(value).Append('\n');
        }
        text.Append("\"@signature-params\": ").Append(parameters.Serialize());
        // Header values are octets; both sides read and write them as Latin-1.
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
