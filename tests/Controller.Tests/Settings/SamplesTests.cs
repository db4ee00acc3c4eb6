using System.Text.Json;
using System.Text.Json.Nodes;
using Controller.Customers;
using Controller.Detection;
using Controller.Policy;
using Controller.Settings;
using Controller.Sightings;
using Dots.Addressing;
using Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Support;

namespace Controller.Tests.Settings;

/// <summary>The samples in deploy/ document what the code reads, no more and no less.</summary>
public sealed class SamplesTests
{
    [Fact]
    public void Sample_of_the_settings_has_every_key_and_no_other() =>
        Assert.Equal(
            SettingsShape.PathsOf(typeof(ControllerSettings)).Order(StringComparer.Ordinal),
            Sample().AsEnumerable().Where(p => p.Value is not null).Select(p => Starred(p.Key)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Sample_of_the_settings_is_accepted_once_its_files_exist()
    {
        var problems = Assert.Throws<SettingsException>(() => StrictSettings.Bind<ControllerSettings>(Sample())).Problems;

        Assert.All(problems, p => Assert.Contains("expected the path of a file", p.Message, StringComparison.Ordinal));
        Assert.Equal(
            ["Customers:File", "Detection:Command", "Detection:File", "Identity:Ca", "Identity:Certificate", "Identity:Crl", "Identity:Key", "Mitigator:Command", "NeverFilter:File", "Orchestrator:PasswordFile", "Policy:Countries", "Policy:File", "Prefixes:Asns", "Prefixes:File", "Prefixes:Vrps", "Sightings:Command", "Sightings:File", "Sightings:Nfdump:Path"],
            problems.Select(p => p.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Samples_of_the_member_files_can_be_read()
    {
        var policy = PolicyDocument.Parse(Read("policy.json.sample"));
        Assert.Equal(("maintenance until 06:00 UTC", 6), (policy.Decline?.Reason, policy.Orders.Length));
        Assert.Equal(
            typeof(PolicyDocument).GetProperties().Where(p => p.SetMethod?.IsPublic == true).Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)).Order(StringComparer.Ordinal),
            JsonNode.Parse(Read("policy.json.sample"), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal(26, PrefixList.Parse(Read("never-filter.sample")).All.Length);
        Assert.Equal(3, PrefixList.Parse(Read("prefixes.sample")).All.Length);
        Assert.Equal([64510u, 64501u], AskerAsns.Parse(Read("asns.sample")).Of("op1").AsEnumerable());
        Assert.Equal(["customer1", "customer2"], CustomerList.Parse(Read("customers.json.sample")).All.Select(c => c.Id));
        Assert.True(SightingTable.Parse(Read("sightings.sample")).Look(new() { Destinations = [Prefix.Parse("198.51.100.7/32")], Protocols = [17], SourcePorts = [new(53, 53)] }).Seen);
        Assert.Equal(100_000, DetectionRules.Parse(Read("detection.json.sample")).For(Prefix.Parse("198.51.100.1/32"))?.Pps);
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(SharedData.Root, "deploy", name));

    private static IConfigurationRoot Sample() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(SharedData.Root, "deploy", "controller.appsettings.json.sample")).Build();

    private static string Starred(string key) => string.Join(':', key.Split(':').Select(s => int.TryParse(s, out _) ? "*" : s));
}
