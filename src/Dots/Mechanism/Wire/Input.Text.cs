using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

internal ref partial struct Input
{
    /// <summary>The current string, number or literal as text. False for objects and arrays, and for a string that is no Unicode.</summary>
    public bool TryText(out ReadOnlySpan<byte> text)
    {
        text = default;
        return Reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && TryUnescaped(out text);
    }

    /// <summary>The name of the current member.</summary>
    public ReadOnlySpan<byte> MemberName()
    {
        if (TryUnescaped(out var name))
            return name;
        Bad("", "has a member whose name is not Unicode");
        return Reader.ValueSpan;
    }

    /// <summary>Steps over the current value; nothing in it is looked at but that no object names a member twice.</summary>
    public void Skip()
    {
        switch (Reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (Reader.Read() && Reader.TokenType != JsonTokenType.EndArray)
                    Skip();
                break;
            case JsonTokenType.StartObject:
                var names = new IgnoredNames();
                while (Reader.Read() && Reader.TokenType == JsonTokenType.PropertyName)
                {
                    Ignore(MemberName(), ref names);
                }

                break;
        }
    }

    /// <summary>Steps over a member that is not looked at.</summary>
    public void Ignore(ReadOnlySpan<byte> name, ref IgnoredNames names)
    {
        if (!names.Add(name) && !IsBad)
            Bad("", names.Count > MaximumIgnoredMembers ? $"has more than {MaximumIgnoredMembers} unknown members" : $"names {Shown(name)} twice");
        Reader.Read();
        Skip();
    }

    private bool TryUnescaped(out ReadOnlySpan<byte> text)
    {
        text = Reader.ValueSpan;
        if (!Reader.ValueIsEscaped)
            return true;

        // The framework throws for half a surrogate pair, which would make hostile bodies expensive.
        if (HasLoneSurrogate(text))
            return false;
        var unescaped = new byte[text.Length];
        text = unescaped.AsSpan(0, Reader.CopyString(unescaped));
        return true;
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        var high = false;
        for (var at = 0; at < escaped.Length; at++)
        {
            var unit = '\0';
            if (escaped[at] == '\\' && escaped[++at] == 'u')
            {
                unit = (char)ushort.Parse(escaped.Slice(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                at += 4;
            }

            if (char.IsLowSurrogate(unit) != high)
                return true;
            high = char.IsHighSurrogate(unit);
        }

        return high;
    }

    /// <summary>Names of the members of one object that nobody asked for.</summary>
    internal struct IgnoredNames
    {
        private string? _first;
        private HashSet<string>? _more;

        public int Count { get; private set; }

        /// <summary>False when the name is there already, or when there are too many to remember.</summary>
        public bool Add(ReadOnlySpan<byte> name)
        {
            if (Count > MaximumIgnoredMembers || ++Count > MaximumIgnoredMembers)
                return false;
            var text = Encoding.UTF8.GetString(name);
            if (_first is null)
            {
                _first = text;
                return true;
            }

            _more ??= new(StringComparer.Ordinal) { _first };
            return _more.Add(text);
        }
    }
}
