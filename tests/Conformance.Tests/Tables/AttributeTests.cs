using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Tables;

/// <summary>
/// Every attribute of every message, to everyone who is sent it: there, not there, of another kind; and attributes that nobody defined (mechanism,
/// sections 3 and 4).
/// </summary>
[Collection(OneWorld.Name)]
public sealed class AttributeTests(ConformanceWorld world)
{
    private const string Unknown = "flux_capacitor";

    public static TheoryData<string, string, Receiver, string, string> Mandatory => Rows(r => r.Mandatory);

    public static TheoryData<string, string, Receiver, string, string> Refusable => Rows(r => r.Kind.Wrong.Length > 0);

    public static TheoryData<string, string, Receiver, string, string> Takeable => Rows(r => r.Kind.Good.Length > 0);

    // A zone without any form of address is 400 before it is anything else, and one of each is there already.
    public static TheoryData<string, string, Receiver, string> Objects => Levels(l => !l.IsExtension && l.Path != "protected_zone[1]");

    public static TheoryData<string, string, Receiver, string> Extensions => Levels(l => l.IsExtension);

    [Theory]
    [MemberData(nameof(Mandatory))]
    public async Task Message_without_a_mandatory_attribute_is_400_and_the_attribute_is_named(string table, string sender, Receiver receiver, string path, string attribute)
    {
        var (route, level) = Find(table, sender, receiver, path);
        var body = route.Body(world, world.NewAlert());
        body.At(level).Remove(attribute);

        (await world.Send(sender, receiver, route.Wire, body)).RefusedWith(body, 400, 0, attribute);
    }

    [Theory]
    [MemberData(nameof(Refusable))]
    public async Task Attribute_of_another_kind_or_range_is_500_and_named(string table, string sender, Receiver receiver, string path, string attribute)
    {
        var (route, level) = Find(table, sender, receiver, path);
        foreach (var wrong in level.Rows.Single(r => r.Name == attribute).Kind.Wrong)
        {
            var body = route.Body(world, world.NewAlert());
            body.At(level)[attribute] = JsonNode.Parse(wrong);

            (await world.Send(sender, receiver, route.Wire, body)).RefusedWith(body, 500, Messages.Of(table).Invalid, attribute);
        }
    }

    [Theory]
    [MemberData(nameof(Takeable))]
    public async Task Attribute_is_taken_in_each_form_that_is_accepted(string table, string sender, Receiver receiver, string path, string attribute)
    {
        var (route, level) = Find(table, sender, receiver, path);
        foreach (var good in level.Rows.Single(r => r.Name == attribute).Kind.Good)
        {
            var body = await route.Accepted(world);
            body.At(level)[attribute] = JsonNode.Parse(good);

            var answer = await world.Send(sender, receiver, route.Wire, body);
            Assert.True(answer.Status == 200, $"{attribute} {good}: {answer.Status} {answer.Text}");
            await route.Undo(world, body);
        }
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task Attribute_that_nobody_defined_is_500_and_named(string table, string sender, Receiver receiver, string path)
    {
        var (route, level) = Find(table, sender, receiver, path);
        var body = route.Body(world, world.NewAlert());
        body.At(level)[Unknown] = 1.21;

        (await world.Send(sender, receiver, route.Wire, body)).RefusedWith(body, 500, Messages.Of(table).Invalid, Unknown);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public async Task Unknown_member_inside_the_extensions_is_ignored(string table, string sender, Receiver receiver, string path)
    {
        var (route, level) = Find(table, sender, receiver, path);
        var body = await route.Accepted(world);
        body.At(level)[Unknown] = new JsonObject { ["gigawatts"] = 1.21 };

        (await world.Send(sender, receiver, route.Wire, body)).Accepted();
        await route.Undo(world, body);
    }

    private static (Route Route, Level Level) Find(string table, string sender, Receiver receiver, string path) =>
        (new(table, sender, receiver), Messages.Of(table).Levels.Single(l => l.Path == path));

    private static TheoryData<string, string, Receiver, string, string> Rows(Func<Row, bool> which)
    {
        var rows = new TheoryData<string, string, Receiver, string, string>();
        foreach (var route in Route.All)
            foreach (var level in Messages.Of(route.Table).Levels)
                foreach (var row in level.Rows.Where(which))
                    rows.Add(route.Table, route.Sender, route.Receiver, level.Path, row.Name);
        return rows;
    }

    private static TheoryData<string, string, Receiver, string> Levels(Func<Level, bool> which)
    {
        var levels = new TheoryData<string, string, Receiver, string>();
        foreach (var route in Route.All)
            foreach (var level in Messages.Of(route.Table).Levels.Where(which))
                levels.Add(route.Table, route.Sender, route.Receiver, level.Path);
        return levels;
    }
}
