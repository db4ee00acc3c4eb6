namespace NearSource.Synthetic;

/// <summary>Puts things in order.</summary>
internal static class Ranking
{
    /// <summary>The numbers 0 .. count - 1, the one with the lowest key first; of equal ones the lower number.</summary>
    public static int[] Of(int count, Func<int, double> key)
    {
        var keys = new (double Key, int Number)[count];
        for (var i = 0; i < count; i++)
            keys[i] = (key(i), i);
        Array.Sort(keys);
        return Array.ConvertAll(keys, k => k.Number);
    }
}
