namespace NearSource.Input;

/// <summary>Reads lines into one buffer of fixed size: a file without line ends must not fill the memory.</summary>
public sealed class BoundedLine(TextReader input, int limit)
{
    private readonly char[] _line = new char[limit];
    private readonly char[] _ahead = new char[16384];
    private int _length;
    private int _at;
    private int _end;

    /// <summary>The line without its end; when <see cref="Cut"/>, its beginning.</summary>
    public ReadOnlySpan<char> Text => _line.AsSpan(0, _length);

    /// <summary>Whether the line was longer than the limit.</summary>
    public bool Cut { get; private set; }

    /// <summary>Moves to the next line; false at the end of the input.</summary>
    public bool Next()
    {
        _length = 0;
        Cut = false;
        for (var any = false; ; any = true)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, input.Read(_ahead, 0, _ahead.Length));
                if (_end == 0)
                    return Ended(any);
            }

            var c = _ahead[_at++];
            if (c == '\n')
                return Ended(true);
            if (_length == limit)
                Cut = true;
            else
                _line[_length++] = c;
        }
    }

    private bool Ended(bool line)
    {
        if (_length > 0 && _line[_length - 1] == '\r')
            _length--;
        return line;
    }
}
