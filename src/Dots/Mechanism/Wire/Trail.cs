using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dots.Mechanism.Wire;

/// <summary>Where in a message the input stands: kept without allocating, spelled out only when something is wrong.</summary>
internal struct Trail
{
    private Steps _steps;
    private int _count;

    /// <summary>Element of the array that is the innermost attribute; -1 outside of its elements.</summary>
    public int Index
    {
        set => _steps[_count - 1].Index = value;
    }

    public void Push(string name) => _steps[_count++] = new Step { Name = name, Index = -1 };

    public void Pop() => _count--;

    /// <summary>"protected_zone[0].index": the current attribute, and one below it unless its name is empty.</summary>
    public readonly string Path(string name)
    {
        var path = new StringBuilder();
        for (var at = 0; at < _count; at++)
        {
            path.Append(at > 0 ? "." : "").Append(_steps[at].Name);
            if (_steps[at].Index >= 0)
                path.Append(CultureInfo.InvariantCulture, $"[{_steps[at].Index}]");
        }

        return name.Length == 0 ? path.ToString() : path.Append(path.Length > 0 ? "." : "").Append(name).ToString();
    }

    private struct Step
    {
        public string Name;
        public int Index;
    }

    // One more than the deepest attribute there can be: every attribute stands in an object of its own depth; extensions count two.
    [InlineArray(Input.MaximumDepth + 4)]
    private struct Steps
    {
        private Step _first;
    }
}
