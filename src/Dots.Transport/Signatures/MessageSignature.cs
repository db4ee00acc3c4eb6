using System.Security.Cryptography;

namespace Dots.Transport.Signatures;

/// <summary>A signature with the label <c>dots</c> as it travels: Signature-Input and Signature (RFC 9421, section 4). Signatures with other labels may stand beside it.</summary>
internal sealed record MessageSignature(SignatureParameters Parameters, byte[] Signature)
{
    internal const string InputField = "signature-input";
    internal const string SignatureField = "signature";
    internal const string Label = "dots";

    /// <summary>Reads both fields.</summary>
    /// <param name="fault">What is wrong with them, for the peer.</param>
    internal static MessageSignature? Read(string? input, string? signature, out string fault)
    {
        fault = "";
        if (input is null || signature is null)
            fault = $"the message carries no signature: {(input is null ? "Signature-Input" : "Signature")} is missing";
        else if (StructuredReader.Dictionary(input) is not { } inputs)
            fault = "Signature-Input is not a dictionary of structured fields that is accepted";
        else if (StructuredReader.Dictionary(signature) is not { } signatures)
            fault = "Signature is not a dictionary of structured fields that is accepted";
        else if (inputs.FirstOrDefault(m => m.Key == Label) is not { } member)
            fault = $"Signature-Input has no signature labelled {Label}";
        else if (SignatureParameters.Of(member) is not { } parameters)
            fault = $"Signature-Input: {Label} must be a list of component names, each once and without parameters";
        else if (signatures.FirstOrDefault(m => m.Key == Label) is not { Items: null } value || value.Value.AsBytes is not { Length: SigningKey.SignatureBytes } bytes)
            fault = $"Signature: {Label} must be a byte sequence of {SigningKey.SignatureBytes} bytes ({SigningKey.Algorithm})";
        else
            return new MessageSignature(parameters, bytes);
        return null;
    }

    /// <summary>Signs a message; the two field values.</summary>
    /// <exception cref="InvalidOperationException">The message lacks a component that is to be covered.</exception>
    internal static (string Input, string Signature) Make(SignatureParameters parameters, SignedMessage message, ECDsa key)
    {
        var signed = SignatureBase.Of(parameters, message, out var missing) ?? throw new InvalidOperationException($"The message has no {missing}, which its signature should cover");
        return ($"{Label}={parameters.Serialize()}", $"{Label}={StructuredValue.Of(SigningKey.Sign(key, signed)).Text}");
    }

    /// <summary>The first of the components that it does not cover; null when it covers all.</summary>
    internal string? LacksOneOf(ReadOnlySpan<string> required)
    {
        foreach (var component in required)
            if (!Parameters.Components.Contains(component))
                return component;
        return null;
    }
}
