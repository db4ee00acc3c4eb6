using Controller.Policy;
using Hosting.Settings;
using Microsoft.Extensions.Logging;
using Support;

namespace Controller.Tests.Policy;

public sealed class ReloadedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly RecordedLog<ReloadedFileTests> _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Change_is_in_force_a_second_later()
    {
        var file = Open("192.0.2.0/24\n");

        Write("192.0.2.0/24\n198.51.100.0/24\n");
        Assert.Single(file.Current.All);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, file.Current.All.Length);
    }

    [Fact]
    public void Bad_change_is_refused_once_and_the_old_content_stays()
    {
        var file = Open("192.0.2.0/24\n");
        Write("nonsense\n");
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Single(file.Current.All);
        }

        File.Delete(_folder.File("prefixes"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(file.Current.All);

        Assert.Equal(2, _log.Entries.Count(e => e.Level == LogLevel.Error));
    }

    [Fact]
    public void Bad_file_refuses_the_start()
    {
        var problem = Assert.Throws<SettingsException>(() => Open("nonsense\n")).Problems.Single();

        Assert.Equal("Prefixes:File", problem.Path);
        Assert.Contains("line 1", problem.Message, StringComparison.Ordinal);
    }

    private ReloadedFile<PrefixList> Open(string content)
    {
        Write(content);
        return new("Prefixes:File", _folder.File("prefixes"), PrefixList.Parse, _time, _log);
    }

    private void Write(string content) => File.WriteAllText(_folder.File("prefixes"), content);
}
