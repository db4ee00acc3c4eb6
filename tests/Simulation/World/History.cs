using System.Globalization;
using System.Runtime.CompilerServices;

namespace Simulation.World;

/// <summary>One run as lines to be read by a person; costs nothing while nobody wants to read it.</summary>
internal sealed class History(Scheduler scheduler, bool recording)
{
    private readonly List<string> _lines = [];

    public bool Recording => recording;

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string who, string what)
    {
        if (recording)
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{(scheduler.Now - Scheduler.Start).TotalSeconds,10:0.000} s  {who,-12} {what}"));
    }

    /// <summary>Text that is only put together when it is wanted.</summary>
    [InterpolatedStringHandler]
    internal ref struct Text
    {
        private DefaultInterpolatedStringHandler _inner;
        private readonly bool _wanted;

        public Text(int literals, int values, SimulatedWorld world, out bool wanted)
        {
            wanted = _wanted = world.History.Recording;
            if (wanted)
                _inner = new(literals, values, CultureInfo.InvariantCulture);
        }

        public void AppendLiteral(string text) => _inner.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => _inner.AppendFormatted(value, format);

        public string Take() => _wanted ? _inner.ToStringAndClear() : "";
    }
}
