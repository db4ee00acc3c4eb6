using Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Consortium;
using Support;

namespace Orchestrator.Gateway.Tests.Configuration;

/// <summary>The samples in deploy/ document what the code reads, no more and no less.</summary>
public sealed class SamplesTests
{
    [Fact]
    public void Sample_of_the_settings_has_every_key_and_no_other() =>
        Assert.Equal(
            SettingsShape.PathsOf(typeof(GatewaySettings)).Order(StringComparer.Ordinal),
            Sample().AsEnumerable().Where(p => p.Value is not null).Select(p => Starred(p.Key)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Sample_of_the_settings_is_accepted_once_its_files_exist()
    {
        var problems = Assert.Throws<SettingsException>(() => StrictSettings.Bind<GatewaySettings>(Sample())).Problems;

        Assert.All(problems, p => Assert.Contains("expected the path of a file", p.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Sample_of_the_consortium_is_accepted()
    {
        var (file, problems) = ConsortiumFileReader.Read(File.ReadAllBytes(Path.Combine(SharedData.Root, "deploy", "consortium.json.sample")));

        Assert.Empty(problems);
        Assert.Equal(["op1", "customer1"], file!.Members.Select(m => m.Id));
    }

    private static IConfigurationRoot Sample() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(SharedData.Root, "deploy", "orchestrator.appsettings.json.sample")).Build();

    private static string Starred(string key) => string.Join(':', key.Split(':').Select(s => int.TryParse(s, out _) ? "*" : s));
}
