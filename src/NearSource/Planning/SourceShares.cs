namespace NearSource.Planning;

/// <summary>
/// What part of the attack comes from each source that was told. Only a figure that all sources have compares them; bits go before packets, since links are what
/// fills up. Where nothing compares them each counts the same.
/// </summary>
public static class SourceShares
{
    /// <summary>The sources' shares in their order, 0..1; together 1.</summary>
    public static double[] Of(ReadOnlySpan<AttackSource> sources)
    {
        var (bps, pps, packets) = (true, true, true);
        foreach (var source in sources)
            (bps, pps, packets) = (bps && source.Bps is not null, pps && source.Pps is not null, packets && source.Packets is not null);

        var (shares, sum) = (new double[sources.Length], 0.0);
        for (var i = 0; i < shares.Length; i++)
            sum += shares[i] = Sane((bps ? sources[i].Bps : pps ? sources[i].Pps : packets ? sources[i].Packets : 1)!.Value);
        for (var i = 0; i < shares.Length; i++)
            shares[i] = sum > 0 ? shares[i] / sum : 1.0 / shares.Length;
        return shares;
    }

    // The figures are an asker's words: whatever they are, the sum stays a number.
    private static double Sane(double figure) => double.IsNaN(figure) ? 0 : Math.Clamp(figure, 0, 1e18);
}
