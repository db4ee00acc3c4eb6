using System.Text;
using System.Text.Json.Nodes;
using Dots.Mechanism;
using Dots.Mechanism.Wire;

namespace Dots.Tests.Mechanism;

/// <summary>What holds for every attribute of every message, asked of the tables themselves.</summary>
public class MessageTableTests
{
    public static TheoryData<string> Messages => MessageCase.Names;

    [Theory, MemberData(nameof(Messages))]
    public void Sample_gives_every_attribute_of_the_table(string name)
    {
        var message = MessageCase.Of(name);
        var given = Site.In(message).Select(site => (site.Table, site.Row)).ToHashSet();

        Assert.Empty(RowsUnder(message.Table).Where(row => !given.Contains(row) && row.Row.Name != "extensions").Select(row => row.Row.Name));
    }

    [Theory, MemberData(nameof(Messages))]
    public void Full_message_comes_back_as_it_was(string name)
    {
        var message = MessageCase.Of(name);

        Assert.Null(message.Parse(message.Full, out var again));

        Assert.Equal(Encoding.UTF8.GetString(message.Full), Encoding.UTF8.GetString(again));
    }

    [Theory, MemberData(nameof(Messages))]
    public void Message_of_the_mandatory_attributes_alone_is_accepted(string name)
    {
        var message = MessageCase.Of(name);
        var body = message.FullJson;
        foreach (var site in Site.In(message).Reverse())
            if (!site.Row.IsMandatory && !site.Path.StartsWith("protected_zone[", StringComparison.Ordinal))
                site.Owner(body).Remove(site.Row.Name);

        Assert.Null(message.Parse(body));
    }

    [Theory, MemberData(nameof(Messages))]
    public void Missing_mandatory_attribute_is_400_and_named(string name)
    {
        var message = MessageCase.Of(name);
        foreach (var site in Site.In(message).Where(site => site.Row.IsMandatory))
        {
            var body = message.FullJson;
            site.Owner(body).Remove(site.Row.Name);

            AssertRefused(message.Parse(body), 400, 0, site.Path);
        }
    }

    [Theory, MemberData(nameof(Messages))]
    public void Attribute_of_another_type_is_500_and_named(string name)
    {
        var message = MessageCase.Of(name);
        foreach (var site in Site.In(message))
            foreach (var wrong in new[] { """{"a":[1]}""", """[{"b":2}]""", "-17.25e-1", "\"\\u0000nonsense~\"" })
            {
                var isRight = wrong[0] switch
                {
                    '{' => site.Row.Nested is not null && !site.Row.IsArray,
                    '[' => site.Row.IsArray,
                    '-' => false,
                    _ => site.Row.Name is "reasons" or "result" || site.Row is { Name: "version", IsMandatory: true },
                };
                if (isRight)
                    continue;
                var body = message.FullJson;
                site.Owner(body)[site.Row.Name] = JsonNode.Parse(wrong);

                AssertRefused(message.Parse(body), 500, message.InvalidReason, site.Path);
            }
    }

    [Theory, MemberData(nameof(Messages))]
    public void Unknown_attribute_is_500_outside_extensions_and_ignored_inside(string name)
    {
        var message = MessageCase.Of(name);
        foreach (var site in Site.In(message))
        {
            var body = message.FullJson;
            site.Owner(body)["unheard_of"] = new JsonObject { ["a"] = new JsonArray(1, "2", null, true) };

            if (site.IsLenient)
                Assert.Null(message.Parse(body));
            else
                AssertRefused(message.Parse(body), 500, message.InvalidReason, $"{site.Path[..(site.Path.LastIndexOf('.') + 1)]}unheard_of");
        }
    }

    [Theory, MemberData(nameof(Messages))]
    public void Names_are_case_sensitive(string name)
    {
        var message = MessageCase.Of(name);
        foreach (var site in Site.In(message).Where(site => !site.IsLenient && !site.Row.IsMandatory && !site.Path.StartsWith("protected_zone[", StringComparison.Ordinal)))
        {
            var body = message.FullJson;
            var owner = site.Owner(body);
            var changed = site.Row.Name.Any(char.IsUpper) ? site.Row.Name.ToLowerInvariant() : site.Row.Name.ToUpperInvariant();
            owner[changed] = owner[site.Row.Name]!.DeepClone();
            owner.Remove(site.Row.Name);

            AssertRefused(message.Parse(body), 500, message.InvalidReason, changed);
        }
    }

    [Theory, MemberData(nameof(Messages))]
    public void Attribute_named_twice_is_400_and_named(string name)
    {
        var message = MessageCase.Of(name);
        var text = Encoding.UTF8.GetString(message.Full);
        foreach (var row in Site.In(message).Select(site => site.Row.Name).Distinct())
        {
            var doubled = text.Replace($"\"{row}\":", $"\"{row}\":0,\"{row}\":", StringComparison.Ordinal);

            AssertRefused(message.Parse(Encoding.UTF8.GetBytes(doubled), out _), 400, 0, row);
        }
    }

    [Theory, MemberData(nameof(Messages))]
    public void Nesting_deeper_than_16_is_400(string name)
    {
        var message = MessageCase.Of(name);
        var deepest = message.Parse(Deep(16), out _);
        var deeper = message.Parse(Deep(17), out _);

        Assert.DoesNotContain("depth", deepest!.Detail, StringComparison.Ordinal);
        AssertRefused(deeper, 400, 0, "depth of 16");

        static byte[] Deep(int depth) => Encoding.UTF8.GetBytes($$"""{"unheard_of":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""");
    }

    [Theory, MemberData(nameof(Messages))]
    public void Every_attribute_names_the_section_that_defines_it(string name) =>
        Assert.All(RowsUnder(MessageCase.Of(name).Table), row => Assert.Matches("^(draft 5|mechanism [27])", row.Row.Section));

    [Theory, MemberData(nameof(Messages))]
    public void Foreign_extensions_are_ignored(string name)
    {
        var message = MessageCase.Of(name);
        var body = message.FullJson;
        var extensions = body["extensions"] as JsonObject ?? [];
        body["extensions"] = extensions;
        extensions["somebody_else"] = new JsonObject { ["version"] = "x" };

        Assert.Null(message.Parse(body));
    }

    private static void AssertRefused(MechanismRefusal? refusal, int status, int reason, string name)
    {
        Assert.NotNull(refusal);
        Assert.True((refusal.Status, refusal.ErrorReason) == (status, reason) && refusal.Detail.Contains(name, StringComparison.Ordinal),
            $"{name}: expected {status} {reason}, got {refusal.Status} {refusal.ErrorReason}: {refusal.Detail}");
    }

    private static IEnumerable<(Table Table, Row Row)> RowsUnder(Table table) =>
        table.Rows.SelectMany(row => row.Nested is { } nested ? [(table, row), .. RowsUnder(nested)] : new[] { (table, row) });
}
