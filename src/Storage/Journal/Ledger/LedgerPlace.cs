namespace Storage.Journal.Ledger;

/// <summary>Segment (counted from 0 since the store was opened) and offset of an event in one number: 20 and 43 bits.</summary>
internal static class LedgerPlace
{
    private const int OffsetBits = 43;

    public static long Of(int segment, long offset) => ((long)segment << OffsetBits) | offset;

    public static int Segment(long place) => (int)(place >> OffsetBits);

    public static long Offset(long place) => place & ((1L << OffsetBits) - 1);
}
