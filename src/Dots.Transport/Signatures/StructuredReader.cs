using System.Buffers;

namespace Dots.Transport.Signatures;

/// <summary>
/// Reads dictionaries of structured fields (RFC 9651, section 4.2), as signatures and digests use them. Stricter than it must be: bounded in length and
/// number, each key once, numbers and base64 in their canonical form only, no dates and display strings. Never throws for what it reads.
/// </summary>
internal ref struct StructuredReader
{
    internal const int MaxLength = 8192;
    private const int MaxMembers = 8;
    private const int MaxItems = 32;
    private const int MaxParameters = 16;
    private const int MaxDigits = 15;

    private static readonly SearchValues<char> KeyStart = SearchValues.Create("abcdefghijklmnopqrstuvwxyz*");
    private static readonly SearchValues<char> KeyRest = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");
    private static readonly SearchValues<char> TokenRest = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~:/");

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private StructuredReader(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The members in their order; null when the text is not a dictionary or breaks a bound.</summary>
    internal static IReadOnlyList<StructuredMember>? Dictionary(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
            return null;
        var reader = new StructuredReader(text.Trim(' '));
        return reader.ReadDictionary();
    }

    private readonly bool Ended => _at == _text.Length;

    private List<StructuredMember>? ReadDictionary()
    {
        var members = new List<StructuredMember>();
        while (!Ended)
        {
            if (members.Count == MaxMembers || ReadMember() is not { } member || members.Any(m => m.Key == member.Key))
                return null;
            members.Add(member);
            Skip(" \t");
            if (Ended)
                return members;
            if (!Take(','))
                return null;
            Skip(" \t");
            if (Ended)
                return null;
        }
        return members;
    }

    private StructuredMember? ReadMember()
    {
        if (ReadKey() is not { } key)
            return null;
        var value = new StructuredValue(StructuredKind.Boolean, "?1");
        List<StructuredItem>? items = null;
        if (Take('='))
        {
            if (!Ended && _text[_at] == '(')
            {
                if ((items = ReadInnerList()) is null)
                    return null;
            }
            else if (!ReadBare(out value))
            {
                return null;
            }
        }
        return ReadParameters() is { } parameters ? new StructuredMember(key, value, items, parameters) : null;
    }

    private List<StructuredItem>? ReadInnerList()
    {
        var items = new List<StructuredItem>();
        _at++;
        while (!Ended)
        {
            Skip(" ");
            if (Take(')'))
                return items;
            if (items.Count == MaxItems || !ReadBare(out var value) || ReadParameters() is not { } parameters)
                return null;
            items.Add(new StructuredItem(value, parameters));
            if (Ended || _text[_at] is not (' ' or ')'))
                return null;
        }
        return null;
    }

    private List<StructuredParameter>? ReadParameters()
    {
        var parameters = new List<StructuredParameter>();
        while (Take(';'))
        {
            Skip(" ");
            var value = new StructuredValue(StructuredKind.Boolean, "?1");
            if (parameters.Count == MaxParameters || ReadKey() is not { } key || parameters.Any(p => p.Key == key) || (Take('=') && !ReadBare(out value)))
                return null;
            parameters.Add(new StructuredParameter(key, value));
        }
        return parameters;
    }

    private string? ReadKey()
    {
        if (Ended || !KeyStart.Contains(_text[_at]))
            return null;
        return Run(KeyRest).ToString();
    }

    private bool ReadBare(out StructuredValue value)
    {
        value = default;
        if (Ended)
            return false;
        return _text[_at] switch
        {
            '"' => ReadString(out value),
            ':' => ReadBytes(out value),
            '?' => ReadBoolean(out value),
            '-' or (>= '0' and <= '9') => ReadNumber(out value),
            '*' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => ReadToken(out value),
            _ => false,
        };
    }

    private bool ReadString(out StructuredValue value)
    {
        value = default;
        for (var i = _at + 1; i < _text.Length; i++)
        {
            switch (_text[i])
            {
                case '"':
                    value = new(StructuredKind.String, _text[_at..(i + 1)].ToString());
                    _at = i + 1;
                    return true;
                case '\\' when i + 1 < _text.Length && _text[i + 1] is '"' or '\\':
                    i++;
                    break;
                case '\\' or < ' ' or > '~':
                    return false;
            }
        }
        return false;
    }

    private bool ReadBytes(out StructuredValue value)
    {
        value = default;
        var length = _text[(_at + 1)..].IndexOf(':');
        if (length < 0)
            return false;
        var coded = _text.Slice(_at + 1, length);
        var bytes = new byte[length];
        if (!Convert.TryFromBase64Chars(coded, bytes, out var written) || !coded.SequenceEqual(Convert.ToBase64String(bytes.AsSpan(0, written))))
            return false;
        value = new(StructuredKind.Bytes, _text.Slice(_at, length + 2).ToString());
        _at += length + 2;
        return true;
    }

    private bool ReadBoolean(out StructuredValue value)
    {
        value = default;
        if (_at + 1 >= _text.Length || _text[_at + 1] is not ('0' or '1'))
            return false;
        value = new(StructuredKind.Boolean, _text.Slice(_at, 2).ToString());
        _at += 2;
        return true;
    }

    private bool ReadNumber(out StructuredValue value)
    {
        value = default;
        var start = _at;
        Take('-');
        var whole = Digits();
        if (whole is 0 or > MaxDigits || (whole > 1 && _text[_at - whole] == '0') || _text[start.._at] is "-0")
            return false;
        var kind = StructuredKind.Integer;
        if (Take('.'))
        {
            kind = StructuredKind.Decimal;
            if (whole > 12 || Digits() is 0 or > 3)
                return false;
        }
        value = new(kind, _text[start.._at].ToString());
        return true;
    }

    private bool ReadToken(out StructuredValue value)
    {
        value = new(StructuredKind.Token, Run(TokenRest).ToString());
        return true;
    }

    private int Digits()
    {
        var start = _at;
        while (!Ended && char.IsAsciiDigit(_text[_at]))
            _at++;
        return _at - start;
    }

    // The first character was looked at by the caller.
    private ReadOnlySpan<char> Run(SearchValues<char> allowed)
    {
        var rest = _text[(_at + 1)..];
        var length = rest.IndexOfAnyExcept(allowed);
        var run = _text.Slice(_at, 1 + (length < 0 ? rest.Length : length));
        _at += run.Length;
        return run;
    }

    private bool Take(char wanted)
    {
        if (Ended || _text[_at] != wanted)
            return false;
        _at++;
        return true;
    }

    private void Skip(ReadOnlySpan<char> blanks)
    {
        while (!Ended && blanks.Contains(_text[_at]))
            _at++;
    }
}
