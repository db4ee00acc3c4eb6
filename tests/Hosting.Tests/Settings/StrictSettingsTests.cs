using Hosting.Settings;
using Microsoft.Extensions.Configuration;

namespace Hosting.Tests.Settings;

public sealed class StrictSettingsTests
{
    [Fact]
    public void What_is_not_configured_keeps_its_default()
    {
        var bound = Bind(("Name", "a"));

        Assert.Equal(("a", Colour.Green, 30, null, false, null, 7), (bound.Name, bound.Colour, bound.Seconds, bound.Limit, bound.On, bound.Url, bound.Numbers.Single()));
    }

    [Fact]
    public void Every_type_is_bound()
    {
        var bound = Bind(
            ("name", "a"), ("Colour", "red"), ("Seconds", "5"), ("Limit", "9000000000"), ("On", "true"), ("Url", "https://h:8443/base"),
            ("Numbers:0", "1"), ("Numbers:1", "2"), ("Items:10:Endpoint", "[::1]:11"), ("Items:2:Endpoint", "127.0.0.1:2"), ("Items:2:Note", "n"));

        Assert.Equal((Colour.Red, 5, 9000000000, true, "https://h:8443/base"), (bound.Colour, bound.Seconds, bound.Limit, bound.On, bound.Url!.AbsoluteUri));
        Assert.Equal([1, 2], bound.Numbers.AsEnumerable());
        Assert.Equal(["127.0.0.1:2", "[::1]:11"], bound.Items.Select(i => i.Endpoint.ToString()));
        Assert.Equal("n", bound.Items[0].Note);
    }

    [Theory]
    [InlineData("Nmae", "x", "Nmae", "unknown setting; known here: Name")]
    [InlineData("Inner:Port", "x", "Inner:Port", "unknown setting; known here: Endpoint, Note")]
    [InlineData("Colour", "blue", "Colour", "expected one of Red, Green; found blue")]
    [InlineData("Colour", "0", "Colour", "expected one of Red, Green; found 0")]
    [InlineData("Seconds", "4", "Seconds", "expected 5 to 300; found 4")]
    [InlineData("Seconds", "4.5", "Seconds", "expected a whole number; found 4.5")]
    [InlineData("Seconds:x", "4", "Seconds", "expected a whole number; found a section")]
    [InlineData("On", "yes", "On", "expected true or false; found yes")]
    [InlineData("Url", "http://h/", "Url", "expected a URL with https, without user, query and fragment; found http://h/")]
    [InlineData("Url", "https://u:secret@h/", "Url", "expected a URL with https, without user, query and fragment; found https://h/")]
    [InlineData("Url", "/base", "Url", "expected an absolute URL; found /base")]
    [InlineData("File", "/no/such/file", "File", "expected the path of a file; there is none at /no/such/file")]
    [InlineData("Numbers", "5", "Numbers", "expected a list, each a whole number; found 5")]
    [InlineData("Numbers:x", "5", "Numbers:x", "expected a number: the place in the list")]
    [InlineData("Numbers:0", "five", "Numbers:0", "expected a whole number; found five")]
    [InlineData("Items:0:Endpoint", "::1:8443", "Items:0:Endpoint", "expected an address and a port, e.g. 192.0.2.1:8443 or [::]:8443; found ::1:8443")]
    [InlineData("Items:0:Note", "x", "Items:0:Endpoint", "missing; expected an address and a port, e.g. 192.0.2.1:8443 or [::]:8443")]
    [InlineData("Inner", "x", "Inner", "expected a section with Endpoint, Note; found x")]
    [InlineData("Name", "", "Name", "missing; expected text")]
    public void What_does_not_fit_is_named_with_what_is_expected(string key, string value, string path, string message)
    {
        var problems = Problems((key, value), key == "Name" ? ("On", "true") : ("Name", "a"));

        Assert.Contains(problems, p => p.Path == path && p.Message.StartsWith(message, StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_reported_at_once() =>
        Assert.Equal(["Items:0:Endpoint", "Name", "Seconds", "Unknown"], Problems(("Unknown", "1"), ("Seconds", "x"), ("Items:0:Endpoint", "y")).Select(p => p.Path).Order());

    [Fact]
    public void Rules_between_values_are_checked_once_the_values_are_right() =>
        Assert.Equal("Inner:Note", Problems(("Name", "a"), ("Inner:Endpoint", "127.0.0.1:1"), ("Inner:Note", "a")).Single().Path);

    [Fact]
    public void Shape_names_every_setting() =>
        Assert.Equal(
            ["Name", "Colour", "Seconds", "Limit", "On", "Url", "File", "Numbers:*", "Items:*:Endpoint", "Items:*:Note", "Inner:Endpoint", "Inner:Note"],
            SettingsShape.PathsOf(typeof(Sample)));

    private static Sample Bind(params (string Key, string Value)[] values) =>
        StrictSettings.Bind<Sample>(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());

    private static IReadOnlyList<SettingsProblem> Problems(params (string Key, string Value)[] values) =>
        Assert.Throws<SettingsException>(() => Bind(values)).Problems;
}
