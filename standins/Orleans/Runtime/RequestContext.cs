using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that travel with a call and the calls it makes, one way. Never trusted for authorisation.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> Values = new();

    /// <summary>The keys set.</summary>
    public static IEnumerable<string> Keys => Current.Keys;

    /// <summary>The keys set and their values.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Current;

    private static ImmutableDictionary<string, object> Current => Values.Value ?? ImmutableDictionary<string, object>.Empty;

    /// <summary>The value, or null.</summary>
    public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the calls made from here on.</summary>
    public static void Set(string key, object value) => Values.Value = Current.SetItem(key, value);

    /// <summary>Removes a value.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
            return false;
        Import(values.Remove(key));
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear()
    {
        if (Values.Value is not null)
            Values.Value = null;
    }

    internal static ImmutableDictionary<string, object>? Export() => Values.Value;

    internal static void Import(ImmutableDictionary<string, object>? values) => Values.Value = values is { IsEmpty: false } ? values : null;
}
