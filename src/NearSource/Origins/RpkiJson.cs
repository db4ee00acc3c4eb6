using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NearSource.Topology;

namespace NearSource.Origins;

/// <summary>
/// {"roas": [{"asn", "prefix", "maxLength"}], "aspas": [{"customer_asid", "providers"}]}, token by token: the file is ten times what is kept of it.
/// Other members are left out, whatever they hold.
/// </summary>
internal sealed class RpkiJson(RpkiReader into)
{
    // No token of this format comes near it; without it one endless string would fill the memory.
    private const int MaxToken = 1 << 20;

    // Relying parties take no more of one AS (10,000 in rpki-client).
    private const int MaxProviders = 16_000;

    private string _section = "";
    private string _name = "";
    private string _asn = "";
    private string _prefix = "";
    private string _maxLength = "";
    private int _entry;
    private readonly List<uint> _providers = [];
    private bool _badProvider;
    private bool _begins = true;

    /// <exception cref="JsonException">It is not JSON.</exception>
    public bool Read(Stream input)
    {
        var buffer = new byte[1 << 16];
        var (length, state) = (0, new JsonReaderState(new() { MaxDepth = 16 }));
        for (var final = false; !final;)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length < MaxToken ? buffer.Length * 2 : throw new JsonException($"a token is longer than {MaxToken} bytes"));
            var read = input.Read(buffer, length, buffer.Length - length);
            (length, final) = (length + read, read == 0);
            if (_begins)
                length = WithoutMark(buffer, length);
            _begins = false;

            var reader = new Utf8JsonReader(buffer.AsSpan(0, length), final, state);
            while (reader.Read())
                if (!Take(ref reader))
                    return false;
            state = reader.CurrentState;
            var used = (int)reader.BytesConsumed;
            buffer.AsSpan(used, length - used).CopyTo(buffer);
            length -= used;
        }

        return true;
    }

    /// <summary>The byte order mark that some programs write, which is none of JSON's, taken off the beginning.</summary>
    private static int WithoutMark(byte[] buffer, int length)
    {
        if (!buffer.AsSpan(0, length).StartsWith("\uFEFF"u8))
            return length;
        buffer.AsSpan(3, length - 3).CopyTo(buffer);
        return length - 3;
    }

    private bool Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                (_section, _entry) = (Text(ref reader), 0);
                break;
            case JsonTokenType.StartObject when reader.CurrentDepth == 2:
                (_asn, _prefix, _maxLength, _badProvider) = ("", "", "", false);
                _providers.Clear();
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 3:
                _name = Text(ref reader);
                break;
            case JsonTokenType.String or JsonTokenType.Number when reader.CurrentDepth == 3:
                Value(Text(ref reader));
                break;
            case JsonTokenType.String or JsonTokenType.Number when reader.CurrentDepth == 4 && _section == "aspas" && _name == "providers":
                if (_providers.Count < MaxProviders && IsAsn(Text(ref reader), out var provider))
                    _providers.Add(provider);
                else
                    _badProvider = true;
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == 2:
                return Entry();
        }

        return true;
    }

    private void Value(string text)
    {
        if (_name is "asn" or "customer_asid" or "customer")
            _asn = text;
        else if (_name == "prefix")
            _prefix = text;
        else if (_name == "maxLength")
            _maxLength = text;
    }

    private bool Entry()
    {
        var at = _entry++;
        if (_section == "roas")
            return RpkiCsv.Parse(_asn, _prefix, _maxLength, out var vrp) is { } error ? into.Bad(0, $"roas[{at}]: {error}") : into.Take(vrp);
        if (_section != "aspas")
            return true;

        // Who has no provider signs AS 0; without any the entry says nothing.
        return !_badProvider && _providers.Count > 0 && IsAsn(_asn, out var customer) && customer != 0
            ? into.Take(new Aspa(customer, [.. _providers.Distinct().Order()]))
            : into.Bad(0, $"aspas[{at}]: a customer or provider is no AS number, or there are no providers or more than {MaxProviders}");
    }

    private static bool IsAsn(string text, out uint asn) =>
        uint.TryParse(text.StartsWith("AS", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text, NumberStyles.None, CultureInfo.InvariantCulture, out asn);

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: the syntax allows them, no text can hold them.
            throw new JsonException(e.Message, e);
        }
    }
}
