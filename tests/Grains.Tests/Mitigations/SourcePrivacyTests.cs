using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dots.Addressing;
using Grains.Customers;
using Grains.Mitigations;
using Grains.Persistence;
using Storage;

namespace Grains.Tests.Mitigations;

/// <summary>The ledger holds no addresses of sources, only a hash of what the mitigation's own, erasable document has (design, section 5).</summary>
public sealed class SourcePrivacyTests
{
    private static readonly string[] Sources = ["203.0.113.77/32", "198.51.100.9/32", "2001:db8:77::/48", "198.51.100.9/32"];

    [Fact]
    public async Task Ledger_of_a_whole_life_names_no_source_and_its_hash_is_that_of_the_documents_list()
    {
        await using var world = await GrainsWorld.Start();
        Assert.Null((await world.Ask(request: Request(Sources))).Refused);
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));
        Assert.Null((await world.Ask(request: Request(Sources), date: DateTimeOffset.UnixEpoch.AddSeconds(1), hash: "refresh")).Refused);
        Assert.Null((await world.Ask(request: Request("203.0.113.78/32"), date: DateTimeOffset.UnixEpoch.AddSeconds(2), hash: "other")).Refused);
        await world.Grains.GetGrain<ICustomerGrain>("op1").Withdraw(GrainsWorld.As("op1"), GrainsWorld.Alert);
        await world.Until(s => s.Phase == MitigationPhase.Closed);

        var salt = (await Document(world)).SourcesSalt;
        Assert.Equal(32, salt.Length);
        var hashes = new List<(string Kind, string? Hash)>();
        await foreach (var entry in world.Store.Ledger("mitigation", new MitigationKey("op1", GrainsWorld.Alert).ToString()))
        {
            var text = Encoding.UTF8.GetString(entry.Event.Content.Span);
            foreach (var address in Sources.Append("203.0.113.78/32").Select(s => s.Split('/')[0]))
                Assert.DoesNotContain(address, text, StringComparison.Ordinal);
            Assert.DoesNotContain(salt, text, StringComparison.Ordinal);
            if (entry.Event.Kind is "accepted" or "refreshed" or "rescoped")
                hashes.Add((entry.Event.Kind, JsonDocument.Parse(text).RootElement.TryGetProperty("sourcesHash", out var hash) ? hash.GetString() : null));
        }

        Assert.Equal(
            [("accepted", Hash(salt, "198.51.100.9/32", "203.0.113.77/32", "2001:db8:77::/48")), ("refreshed", null), ("refreshed", Hash(salt, "203.0.113.78/32"))],
            hashes);
    }

    [Fact]
    public async Task Salt_is_the_mitigations_own()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask(request: Request(Sources));
        var one = (await Document(world)).SourcesSalt;
        var other = new string('b', 64);
        await world.Ask(request: Request(Sources), alert: other);

        Assert.NotEqual(one, (await Document(world, other)).SourcesSalt);
    }

    [Fact]
    public void Document_with_sources_is_forgotten_30_days_after_the_end_and_one_without_as_soon_as_its_id_may_be()
    {
        var closed = Given.Planned("op2").Then(new MitigationCommand.Withdraw("op1")).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Ended));
        Assert.Equal(MitigationPhase.Closed, closed.Phase);
        var with = closed with { Request = Request(Sources) };

        Assert.Equal(Given.Now.AddDays(8), new MitigationDocument { State = closed, Remember = TimeSpan.FromDays(8) }.KeepUntil);
        Assert.Equal(Given.Now.AddDays(30), new MitigationDocument { State = with, Remember = TimeSpan.FromDays(8) }.KeepUntil);
        Assert.Equal(Given.Now.AddDays(40), new MitigationDocument { State = with, Remember = TimeSpan.FromDays(40) }.KeepUntil);
        Assert.Null(new MitigationDocument { State = Given.Planned("op2"), Remember = TimeSpan.FromDays(8) }.KeepUntil);
    }

    private static HelpRequest Request(params string[] sources) => GrainsWorld.Request() with { Sources = [.. sources.Select(s => new WeightedSource(Prefix.Parse(s), 1))] };

    private static string Hash(string salt, params string[] lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(salt + "\n" + string.Concat(lines.Select(l => Prefix.Parse(l) + "\n")))));

    private static async Task<Mitigation> Document(GrainsWorld world, string alert = GrainsWorld.Alert)
    {
        var document = await world.Store.Read(new DocumentKey("mitigation", "life", new MitigationKey("op1", alert).ToString()));
        return JsonSerializer.Deserialize<MitigationDocument>(document!.Content.Span, DocumentJson.Options)!.State!;
    }
}
