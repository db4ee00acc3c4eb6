using System.Collections;
using Hosting.Settings;

namespace Hosting.Tests.Settings;

public sealed class SettingsSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Environment_overrides_the_file_and_the_command_line_overrides_both()
    {
        Write("appsettings.json", """{ /* reasons */ "A": { "X": "file", "Y": "file", "Z": "file" }, }""");

        var read = Load(["--A:Z=line"], ("CONTROLLER__A__Y", "environment"), ("CONTROLLER__A__Z", "environment"), ("OTHER__A__X", "no"), ("CONTROLLER__", "no"));

        Assert.Equal(("file", "environment", "line"), (read["A:X"], read["A:Y"], read["A:Z"]));
        Assert.Single(read.GetChildren());
    }

    [Fact]
    public void Another_file_can_be_named()
    {
        Write("mine.json", """{ "A": "1" }""");

        Assert.Equal("1", Load(["--settings", Path.Combine(_folder, "mine.json")])["A"]);
    }

    [Fact]
    public void No_file_at_all_is_fine_unless_it_was_named()
    {
        Assert.Empty(Load([]).GetChildren());
        Assert.Contains("no such file", Refused("--settings=none.json").Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "A": """)]
    [InlineData("""[1]""")]
    [InlineData("""{ "A": 1, "a": 2 }""")]
    public void Files_that_cannot_be_read_are_named(string content)
    {
        Write("appsettings.json", content);

        Assert.Equal(Path.Combine(_folder, "appsettings.json"), Refused().Single().Path);
    }

    [Fact]
    public void Arguments_that_are_no_settings_are_all_named() =>
        Assert.Equal(["start", "--A=2", "--B"], Refused("start", "--A", "1", "--A=2", "--B").Select(p => p.Path));

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    private Microsoft.Extensions.Configuration.IConfigurationRoot Load(string[] arguments, params (string Key, string Value)[] environment) =>
        SettingsSource.Load("CONTROLLER__", arguments, new Hashtable(environment.ToDictionary(e => e.Key, e => e.Value)), _folder);

    private IReadOnlyList<SettingsProblem> Refused(params string[] arguments) => Assert.Throws<SettingsException>(() => Load(arguments)).Problems;
}
