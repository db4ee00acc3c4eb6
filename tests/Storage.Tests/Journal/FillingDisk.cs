using Storage.Journal;

namespace Storage.Tests.Journal;

/// <summary>Fills a small disk of its own until normal writes are refused, then checks what must go on. Prints what went wrong; exit code 0 when nothing did.</summary>
internal static class FillingDisk
{
    public static async Task<int> Run(string directory)
    {
        var store = await ChildProcess.Open(directory);
        var block = new string('x', 30_000);
        var accepted = 0;
        while (await Fits(store, $"normal-{accepted}", block))
            if (++accepted > 1000)
                return Wrong("the disk never became full");

        for (var i = 0; i < 5; i++)
            if (await Given.Outcome(store.Write(Given.Write($"reserved-{i}", "withdrawn") with { Events = [Given.Event("withdrawn")] }, WritePriority.Reserved)) is { } refused)
                return Wrong($"reserved write {i}: {refused}");
        await store.DisposeAsync();

        store = await ChildProcess.Open(directory);
        // What a compaction that was given up had taken, or the rest of the reserve, may make room for a few.
        while (await Fits(store, $"normal-{accepted}", block))
            if (++accepted > 1000)
                return Wrong("the disk is not full any more after the restart");
        if (await Given.Outcome(store.Write(Given.Write("reserved-after", "withdrawn"), WritePriority.Reserved)) is { } late)
            return Wrong($"reserved write after the restart: {late}");

        File.Delete(Path.Combine(directory, "..", "ballast"));
        for (var tries = 0; await Given.Outcome(store.Write(Given.Write($"after-{tries}", block))) is { } still; tries++)
        {
            if (tries > 200)
                return Wrong($"space came back and writes did not: {still.Message}");
            await Task.Delay(20);
        }

        await store.DisposeAsync();
        return await Check(directory, accepted);
    }

    private static async Task<int> Check(string directory, int accepted)
    {
        await using var store = await ChildProcess.Open(directory);
        for (var i = 0; i < accepted; i++)
            if (await store.Read(Given.Write($"normal-{i}", "").Key) is not { Content.Length: 30_000 })
                return Wrong($"normal-{i} is lost");
        for (var i = 0; i < 5; i++)
            if (await store.Read(Given.Write($"reserved-{i}", "").Key) is null)
                return Wrong($"reserved-{i} is lost");
        Console.WriteLine($"well: {accepted} accepted");
        return 0;
    }

    private static async Task<bool> Fits(JournalStore store, string key, string content) =>
        await Given.Outcome(store.Write(Given.Write(key, content) with { Events = [Given.Event("written")] })) switch
        {
            null => true,
            StoreFullException => false,
            { } other => throw new InvalidOperationException("not what a full disk answers", other),
        };

    private static int Wrong(string what)
    {
        Console.WriteLine(what);
        return 1;
    }
}
