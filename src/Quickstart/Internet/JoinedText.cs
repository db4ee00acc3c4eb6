using System.Collections.Immutable;
using System.Text;
using NearSource.Input;

namespace Quickstart.Internet;

/// <summary>Text files read one after the other as one, which knows in which of them a line stands. A file ends its last line, whether or not it says so.</summary>
/// <param name="paths">Each plain, gzip or bzip2; opened when its turn comes.</param>
/// <param name="limit">Most bytes of one, unpacked.</param>
internal sealed class JoinedText(ImmutableArray<string> paths, long limit) : TextReader
{
    private readonly List<int> _lines = [];
    private StreamReader? _reader;
    private int _counted;
    private bool _ended = true;

    /// <summary>The file that is being read.</summary>
    public string Current => paths[Math.Clamp(_lines.Count - 1, 0, paths.Length - 1)];

    /// <summary>File and line, from 1, of a line of the whole.</summary>
    public (string File, int Line) Locate(int line)
    {
        var at = _lines.FindLastIndex(before => before < line);
        return at < 0 ? (paths[0], line) : (paths[at], line - _lines[at]);
    }

    public override int Read(char[] buffer, int index, int count)
    {
        while (count > 0)
        {
            if (_reader is null)
            {
                if (_lines.Count == paths.Length)
                    return 0;
                _lines.Add(_counted);
                _reader = new StreamReader(Unpacked.Open(File.OpenRead(paths[_lines.Count - 1]), limit), Encoding.UTF8, true, 1 << 16);
            }

            var read = _reader.Read(buffer, index, count);
            if (read > 0)
            {
                _counted += buffer.AsSpan(index, read).Count('\n');
                _ended = buffer[index + read - 1] == '\n';
                return read;
            }

            _reader.Dispose();
            _reader = null;
            if (_ended)
                continue;
            buffer[index] = '\n';
            (_counted, _ended) = (_counted + 1, true);
            return 1;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reader?.Dispose();
        base.Dispose(disposing);
    }
}
