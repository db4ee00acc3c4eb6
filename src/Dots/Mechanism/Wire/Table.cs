using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Numerics;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>The attributes of a message, or of an object in one. The only list of their names.</summary>
internal abstract class Table
{
    public abstract IReadOnlyList<Row> Rows { get; }
}

/// <summary>The attributes of one type, in the order in which they are sent.</summary>
/// <param name="create">Makes an empty one to be filled.</param>
/// <param name="section">Document and section that define the rows.</param>
internal sealed class Table<T>(Func<T> create, string section) : Table
{
    private const string Extensions = "extensions";

    private readonly List<Row<T>> _rows = [];
    private Check<T>? _check;
    private ulong _mandatory;
    private ulong _choice;

    public override IReadOnlyList<Row> Rows => _rows;

    public IReadOnlyList<Row<T>> Typed => _rows;

    /// <summary>An attribute that must be there.</summary>
    public Table<T> Must<TValue>(string name, Kind<TValue> kind, Expression<Func<T, TValue>> property)
    {
        _mandatory |= 1UL << _rows.Count;
        return Add(new Row<T, TValue>(name, true, section, kind, property, static _ => false));
    }

    /// <summary>An attribute that is null when it is absent.</summary>
    public Table<T> May<TValue>(string name, Kind<TValue> kind, Expression<Func<T, TValue?>> property)
        where TValue : class? =>
        Add(new Row<T, TValue?>(name, false, section, kind!, property, static value => value is null));

    /// <inheritdoc cref="May{TValue}(string, Kind{TValue}, Expression{Func{T, TValue}})"/>
    public Table<T> May<TValue>(string name, Kind<TValue> kind, Expression<Func<T, TValue?>> property)
        where TValue : struct =>
        Add(new OptionalRow<T, TValue>(name, section, kind, property));

    /// <summary>An attribute that is empty when it is absent.</summary>
    public Table<T> List<TValue>(string name, Kind<ImmutableArray<TValue>> kind, Expression<Func<T, ImmutableArray<TValue>>> property, bool mandatory = false)
    {
        _mandatory |= mandatory ? 1UL << _rows.Count : 0;
        return Add(new ListRow<T, TValue>(name, mandatory, section, kind, property));
    }

    /// <summary>An attribute whose absence means what the empty object says; always sent.</summary>
    public Table<T> Else<TValue>(string name, Kind<TValue> kind, Expression<Func<T, TValue>> property) =>
        Add(new Row<T, TValue>(name, false, section, kind, property, static _ => false));

    /// <summary>Of the attributes named last, exactly one must be there.</summary>
    public Table<T> OneOfLast(int count)
    {
        _choice = ((1UL << count) - 1) << (_rows.Count - count);
        return this;
    }

    /// <summary>The extensions of this project, or null (mechanism, section 2).</summary>
    public Table<T> Extended<TExtension>(Table<TExtension> table, Expression<Func<T, TExtension?>> property)
        where TExtension : class =>
        Add(new Row<T, TExtension?>(Extensions, false, "mechanism 2", new ExtensionKind<TExtension>(table), property, static value => value is null));

    /// <summary>No extensions of this project, perhaps of others.</summary>
    public Table<T> Extended() => Add(new ForeignExtensionsRow<T>(Extensions, "mechanism 2"));

    /// <summary>What the attributes must fulfil together. The object may lack those that were refused already.</summary>
    public Table<T> Together(Check<T> check)
    {
        _check = check;
        return this;
    }

    /// <summary>Reads the object whose opening token is current, and leaves its closing token current.</summary>
    public T Read(ref Input input)
    {
        var target = create();
        var seen = 0UL;
        var next = 0;
        var unknown = new Input.IgnoredNames();
        while (input.Reader.Read() && input.Reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = input.MemberName();
            var at = Find(name, next);
            if (at < 0)
            {
                if (!input.IgnoresUnknown)
                    input.Unknown(name);
                input.Ignore(name, ref unknown);
                continue;
            }

            if ((seen & (1UL << at)) != 0 && !input.IsBad)
                input.Bad("", $"names {_rows[at].Name} twice");
            seen |= 1UL << at;
            next = at + 1;
            input.Enter(_rows[at].Name);
            input.Reader.Read();
            _rows[at].Read(ref input, target);
            input.Leave();
        }

        if ((_mandatory & ~seen) is not 0 and var missing && !input.IsBad)
            input.Bad(_rows[BitOperations.TrailingZeroCount(missing)].MissingName, "is missing");
        if (_choice != 0 && BitOperations.PopCount(seen & _choice) != 1)
            RefuseChoice(ref input, seen & _choice);
        _check?.Invoke(ref input, target);
        return target;
    }

    public void Write(Utf8JsonWriter writer, T source)
    {
        writer.WriteStartObject();
        WriteMembers(writer, source);
        writer.WriteEndObject();
    }

    public void WriteMembers(Utf8JsonWriter writer, T source)
    {
        foreach (var row in _rows)
            row.Write(writer, source);
    }

    private void RefuseChoice(ref Input input, ulong chosen)
    {
        var names = string.Join(", ", _rows.Where((_, at) => ((chosen == 0 ? _choice : chosen) & (1UL << at)) != 0).Select(row => row.Name));
        if (chosen == 0)
            input.Bad("", $"has none of {names}");
        else
            input.Invalid("", $"has {names}: only one of them may be given");
    }

    private Table<T> Add(Row<T> row)
    {
        // Which attributes were seen is kept in the bits of one number.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_rows.Count, 63);
        _rows.Add(row);
        return this;
    }

    // Peers mostly send in the draft's order, so the next row is tried first.
    private int Find(ReadOnlySpan<byte> name, int next)
    {
        if (next < _rows.Count && name.SequenceEqual(_rows[next].Utf8))
            return next;
        for (var at = 0; at < _rows.Count; at++)
            if (name.SequenceEqual(_rows[at].Utf8))
                return at;
        return -1;
    }
}

/// <summary>Looks at a whole object and tells the input what does not fit together.</summary>
internal delegate void Check<in T>(ref Input input, T target);
