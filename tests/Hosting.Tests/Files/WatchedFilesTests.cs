using Hosting.Files;
using Support;

namespace Hosting.Tests.Files;

/// <summary>Files are read when nobody writes them any more, and once.</summary>
public sealed class WatchedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public WatchedFilesTests() => Write("one");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_that_grows_is_not_read_before_it_stays_as_it_is_and_then_once()
    {
        var files = new WatchedFiles(Path, null);

        Assert.False(files.AreToBeRead());
        foreach (var content in new[] { "t", "tw", "two" })
        {
            Write(content);
            Assert.False(files.AreToBeRead());
        }

        Assert.Equal([true, false, false], new[] { files.AreToBeRead(), files.AreToBeRead(), files.AreToBeRead() });
    }

    [Fact]
    public void File_that_changed_while_it_was_first_read_is_read_again()
    {
        var files = new WatchedFiles(Path);
        Assert.True(files.AreAsRead);

        Write("two");

        Assert.False(files.AreAsRead);
        Assert.Equal([false, true], new[] { files.AreToBeRead(), files.AreToBeRead() });
        Assert.True(files.AreAsRead);
    }

    [Fact]
    public void File_that_goes_or_comes_has_changed()
    {
        var files = new WatchedFiles(Path);

        File.Delete(Path);
        Assert.Equal([false, true, false], new[] { files.AreToBeRead(), files.AreToBeRead(), files.AreToBeRead() });

        Write("one");
        Assert.Equal([false, true, false], new[] { files.AreToBeRead(), files.AreToBeRead(), files.AreToBeRead() });
    }

    [Fact]
    public void What_could_not_be_kept_is_read_again_though_it_has_not_changed()
    {
        var files = new WatchedFiles(Path);
        Assert.False(files.AreToBeRead());

        files.ReadAgain();

        Assert.Equal([true, false], new[] { files.AreToBeRead(), files.AreToBeRead() });
        Assert.True(files.AreAsRead);
    }

    [Fact]
    public void What_can_never_be_kept_is_read_ever_more_seldom_until_it_changes()
    {
        var files = new WatchedFiles(Path);
        int Looks()
        {
            files.ReadAgain();
            return 1 + Enumerable.Range(0, 1000).TakeWhile(_ => !files.AreToBeRead()).Count();
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 64], Enumerable.Range(0, 8).Select(_ => Looks()));
        files.ReadAgain();

        Write("two");

        Assert.Equal([false, true, false], new[] { files.AreToBeRead(), files.AreToBeRead(), files.AreToBeRead() });
        Assert.Equal(1, Looks());
    }

    [Fact]
    public void What_is_missing_is_not_looked_for_again_before_it_comes()
    {
        File.Delete(Path);
        var files = new WatchedFiles(Path);

        files.ReadAgain();

        Assert.DoesNotContain(true, Enumerable.Range(0, 100).Select(_ => files.AreToBeRead()));
    }

    [Fact]
    public void Link_that_is_turned_to_another_file_has_changed_as_it_is_where_Kubernetes_mounts_it()
    {
        foreach (var version in new[] { "v1", "v2" })
        {
            Directory.CreateDirectory(_folder.File(version));
            File.WriteAllText(_folder.File(version + "/data"), version);
        }

        File.SetLastWriteTimeUtc(_folder.File("v2/data"), DateTime.UnixEpoch);
        Directory.CreateSymbolicLink(_folder.File("..data"), "v1");
        File.CreateSymbolicLink(_folder.File("mounted"), "..data/data");
        var files = new WatchedFiles(_folder.File("mounted"));
        Assert.False(files.AreToBeRead());

        Directory.Delete(_folder.File("..data"));
        Directory.CreateSymbolicLink(_folder.File("..data"), "v2");

        Assert.Equal([false, true], new[] { files.AreToBeRead(), files.AreToBeRead() });
    }

    [Fact]
    public async Task Following_reads_each_change_and_ends_quietly_when_it_is_cancelled()
    {
        var files = new WatchedFiles(Path);
        using var stop = new CancellationTokenSource();
        using var reads = new SemaphoreSlim(0);
        var following = files.Follow(TimeSpan.FromMilliseconds(20), TimeProvider.System, _ => Task.FromResult(reads.Release()), stop.Token);

        for (var i = 0; i < 3; i++)
        {
            Write($"content {i}");
            Assert.True(await reads.WaitAsync(TimeSpan.FromSeconds(60)));
        }

        stop.Cancel();
        await following;
        Assert.Equal(0, reads.CurrentCount);
    }

    private string Path => _folder.File("file");

    private void Write(string content) => StampedFile.Write(Path, System.Text.Encoding.UTF8.GetBytes(content));
}
