using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Gateway.Ledger;
using Storage;
using Storage.Journal;
using Support;

namespace Orchestrator.Gateway.Tests.Ledger;

/// <summary>`ledger verify DIR`, also on the data of an orchestrator that runs.</summary>
public sealed class LedgerCommandTests
{
    [Fact]
    public async Task Ledger_of_a_running_orchestrator_is_verified_and_so_is_a_copy_of_it()
    {
        await using var world = await GatewayWorld.Start();
        (await world.Wire("op1").Post("mitigation_request", Body.Request(world, Body.NewAlert()))).Accepted();

        var (exit, said) = Verify(world.Folder.Path);
        Assert.Matches(@"^streams=2 events=\d+ ok$", said);
        Assert.Equal(0, exit);

        await world.StopGateway();
        using var copy = new TempFolder();
        foreach (var file in Directory.GetFiles(world.Folder.File("journal")))
            File.Copy(file, copy.File(Path.GetFileName(file)));
        Assert.Equal(0, Verify(copy.Path).Exit);
    }

    [Fact]
    public async Task Damage_is_told_with_file_place_stream_and_event()
    {
        using var folder = new TempFolder();
        await using (var store = await JournalStore.Open(new JournalOptions { Directory = folder.Path }, TimeProvider.System, NullLogger.Instance))
        {
            string? version = null;
            for (var i = 0; i < 3; i++)
                version = await store.Write(new DocumentWrite(new("mitigation", "life", "op1:a"), "x"u8.ToArray()) { Expected = version, Events = [new(DateTimeOffset.UnixEpoch, "x", "{}"u8.ToArray())] });
        }

        var ledger = Directory.GetFiles(folder.Path, "ledger-*").Single();
        var bytes = File.ReadAllBytes(ledger);
        File.WriteAllBytes(ledger, bytes[..^10]);

        var (exit, said) = Verify(folder.Path);

        Assert.Equal(1, exit);
        Assert.StartsWith("streams=1 events=3 bad: " + ledger, said, StringComparison.Ordinal);
        Assert.Contains("behind event 2 of stream mitigation/op1:a", said, StringComparison.Ordinal);
    }

    private static (int Exit, string Said) Verify(string directory)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        return (LedgerCommand.Verify(directory, output), output.ToString().TrimEnd());
    }
}
