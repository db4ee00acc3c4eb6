namespace Orleans.Embedded;

/// <summary>Makes things that live on, without what happens to be in their maker's execution context.</summary>
internal static class CleanContext
{
    public static T Make<T>(Func<T> make)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return make();
        using (ExecutionContext.SuppressFlow())
            return make();
    }
}
