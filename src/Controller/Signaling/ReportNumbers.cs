using System.Globalization;
using System.Text;
using Storage;

namespace Controller.Signaling;

/// <summary>
/// Numbers of reports that grow over restarts, whatever the clock does: milliseconds since 1970 where they have grown, one more than the last
/// where they have not. What may have been used is stored an hour ahead, so that almost no report costs a write.
/// </summary>
internal sealed class ReportNumbers
{
    private const long Ahead = 3_600_000;

    private static readonly DocumentKey Key = new("report", "numbers", "controller");

    private readonly IDocumentStore _store;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _last, _limit;

    private ReportNumbers(IDocumentStore store, TimeProvider time, long limit) => (_store, _time, _last, _limit) = (store, time, limit, limit);

    public static async Task<ReportNumbers> Open(IDocumentStore store, TimeProvider time) => new(store, time, await Limit(store));

    /// <summary>A number above all before it. Throws what the store throws; then no number was used.</summary>
    public async Task<long> Next()
    {
        await _turn.WaitAsync();
        try
        {
            var next = Math.Max(_last + 1, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (next > _limit)
            {
                // Read back each time: an earlier write may have had an unknown outcome.
                var stored = await _store.Read(Key);
                var content = string.Create(CultureInfo.InvariantCulture, $$"""{"schemaVersion":1,"limit":{{next + Ahead}}}""");
                await _store.Write(new(Key, Encoding.UTF8.GetBytes(content)) { Expected = stored?.Version }, WritePriority.Reserved);
                _limit = next + Ahead;
            }

            return _last = next;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<long> Limit(IDocumentStore store)
    {
        if (await store.Read(Key) is not { } document)
            return 0;
        using var json = System.Text.Json.JsonDocument.Parse(document.Content);
        return json.RootElement.GetProperty("limit").GetInt64();
    }
}
