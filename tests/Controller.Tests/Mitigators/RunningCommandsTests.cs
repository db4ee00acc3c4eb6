using System.Diagnostics;
using System.Globalization;
using Controller.Mitigators;
using Support;

namespace Controller.Tests.Mitigators;

/// <summary>What a controller that died left running is ended before its next process asks what is in place.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RunningCommandsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _sleeping = Process.Start("sleep", "60");

    public void Dispose()
    {
        _sleeping.Kill();
        _sleeping.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Process_of_an_earlier_controller_is_ended()
    {
        new RunningCommands(Noted()).Note(_sleeping);

        new RunningCommands(Noted()).EndLeftOver();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _sleeping.WaitForExitAsync(patience.Token);
        Assert.Empty(Directory.GetFiles(Noted()));
    }

    [Fact]
    public void Process_that_only_has_the_same_id_is_left_alone()
    {
        File.WriteAllText(Path.Combine(Noted(), $"{_sleeping.Id}"), DateTime.UnixEpoch.ToString("O", CultureInfo.InvariantCulture));

        new RunningCommands(Noted()).EndLeftOver();

        Assert.False(_sleeping.HasExited);
        Assert.Empty(Directory.GetFiles(Noted()));
    }

    [Fact]
    public void Process_that_ended_is_not_noted_any_more()
    {
        new RunningCommands(Noted()).Note(_sleeping).Dispose();

        Assert.Empty(Directory.GetFiles(Noted()));
    }

    [Theory]
    [InlineData("1", "half a da")]
    [InlineData("readme", "what is this?")]
    public void Note_that_says_nothing_ends_nothing(string name, string content)
    {
        File.WriteAllText(Path.Combine(Noted(), name), content);

        new RunningCommands(Noted()).EndLeftOver();

        Assert.Empty(Directory.GetFiles(Noted()));
    }

    private string Noted() => Directory.CreateDirectory(_folder.File("running")).FullName;
}
