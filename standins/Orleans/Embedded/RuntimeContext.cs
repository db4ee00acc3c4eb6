namespace Orleans.Embedded;

/// <summary>Which activation's turn this thread runs.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static Activation? current;

    public static Activation? Current
    {
        get => current;
        set => current = value;
    }

    /// <summary>Throws unless this is a turn of a living activation.</summary>
    public static void RequireTurn() =>
        RequireUsable(Current ?? throw new InvalidOperationException("Activation access violation. A non-activation thread attempted to access activation services."));

    /// <summary>Throws when the activation has ended.</summary>
    public static void RequireUsable(Activation activation)
    {
        if (activation.HasEnded)
            throw new InvalidOperationException($"Attempt to access an invalid activation: {activation}");
    }
}
