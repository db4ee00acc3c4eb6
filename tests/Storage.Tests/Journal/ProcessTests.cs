using Storage.Journal;
using Support;

namespace Storage.Tests.Journal;

/// <summary>Real processes on a real disk.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_process_leaves_every_acknowledged_write()
    {
        for (var round = 0; round < 2; round++)
        {
            var directory = _folder.File($"{round}");
            using var child = ChildProcess.Start([], "write", directory);
            var acknowledged = new List<string>();
            for (var i = 0; i < 500; i++)
                acknowledged.Add(await child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the writer ended early"));
            child.Kill();
            await child.WaitForExitAsync();

            // What was told before the kill and still lay in the pipe counts too; a last line may be torn by it.
            var rest = (await child.StandardOutput.ReadToEndAsync()).Split('\n');
            acknowledged.AddRange(rest[..^1]);
            await using var store = await ChildProcess.Open(directory);

            foreach (var key in acknowledged)
                Assert.Equal($"content {key.Split('-')[1]}", await store.Get(key));
            Assert.Equal(["written"], await store.Kinds(acknowledged[^1]));
        }
    }

    [Fact]
    public async Task Directory_another_process_has_open_is_refused_by_name_and_process_until_that_one_is_killed()
    {
        using var child = ChildProcess.Start([], "write", _folder.Path);
        await child.StandardOutput.ReadLineAsync();

        var refused = await Assert.ThrowsAsync<DirectoryInUseException>(() => ChildProcess.Open(_folder.Path));

        Assert.Equal((_folder.Path, child.Id), (refused.Directory, refused.Process));
        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        child.Kill();
        await child.WaitForExitAsync();
        await using var store = await ChildProcess.Open(_folder.Path);
    }

    [Fact]
    public async Task Directory_this_process_has_open_is_refused_too()
    {
        await using var store = await ChildProcess.Open(_folder.Path);

        var refused = await Assert.ThrowsAsync<DirectoryInUseException>(() => ChildProcess.Open(_folder.Path));

        Assert.Equal(Environment.ProcessId, refused.Process);
    }

    [Fact]
    public async Task Ledger_is_verified_again_and_again_while_another_process_writes_and_compacts()
    {
        using var child = ChildProcess.Start([], "write", _folder.Path);
        await child.StandardOutput.ReadLineAsync();
        var rest = child.StandardOutput.ReadToEndAsync();
        var seen = 0L;
        for (var round = 0; round < 20; round++)
        {
            var found = LedgerVerifier.Verify(_folder.Path);

            Assert.Null(found.Fault);
            Assert.True(found.Events >= seen, $"{found.Events} events after {seen}");
            seen = found.Events;
        }

        Assert.False(child.HasExited);
        Assert.True(seen > 0);
        child.Kill();
        await child.WaitForExitAsync();
        await rest;
    }

    [Fact]
    public async Task Verification_of_a_copy_writes_nothing()
    {
        await using (var store = await ChildProcess.Open(_folder.Path))
            await store.Put("a", "1");
        var before = Directory.GetFiles(_folder.Path).ToDictionary(f => f, f => (File.GetLastWriteTimeUtc(f), new FileInfo(f).Length));

        Assert.Equal(new LedgerVerification(1, 1, null), LedgerVerifier.Verify(_folder.Path));

        Assert.Equal(before, Directory.GetFiles(_folder.Path).ToDictionary(f => f, f => (File.GetLastWriteTimeUtc(f), new FileInfo(f).Length)));
    }

    [OwnMountFact]
    public async Task Disk_that_is_really_full_refuses_normal_writes_keeps_reserved_ones_and_recovers()
    {
        var mount = Directory.CreateDirectory(_folder.File("disk")).FullName;

        // A file system of 3 MiB that only the child sees; the ballast is what somebody deletes when the alarm came.
        var script = $"mount -t tmpfs -o size=3m none '{mount}' && head -c 1000000 /dev/zero >'{mount}/ballast' && exec \"$@\"";
        using var child = ChildProcess.Start([.. OwnMountFactAttribute.Unshare, "sh", "-c", script, "sh"], "fill", Path.Combine(mount, "journal"));
        var said = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, said);
        Assert.StartsWith("well:", said, StringComparison.Ordinal);
    }
}
