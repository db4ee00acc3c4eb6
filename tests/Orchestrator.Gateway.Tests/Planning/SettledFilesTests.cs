using Orchestrator.Gateway.Planning;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>Files are read when nobody writes them any more.</summary>
public sealed class SettledFilesTests
{
    [Fact]
    public void File_that_grows_is_not_read_before_it_stays_as_it_is_and_then_once()
    {
        var files = new SettledFiles(Vrps(1, 100));

        Assert.Equal(
            [false, false, false, true, false, false],
            new[] { Vrps(1, 100), Vrps(2, 10), Vrps(3, 60), Vrps(3, 60), Vrps(3, 60), Vrps(3, 60) }.Select(files.AreToBeRead));
    }

    [Fact]
    public void File_that_changed_while_it_was_first_read_is_read_again()
    {
        var files = new SettledFiles(Vrps(1, 100));

        Assert.Equal([false, true], new[] { Vrps(2, 100), Vrps(2, 100) }.Select(files.AreToBeRead));
    }

    private static FileStamps Vrps(int second, long length) => new(default, default, (DateTime.UnixEpoch.AddSeconds(second), length));
}
