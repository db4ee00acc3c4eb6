using System.Text.Json.Nodes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Passwords;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Mitigations;
using Hosting.Settings;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Configuration;
using Support;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;

namespace Orchestrator.Gateway.Tests.Identity;

/// <summary>The three authentication modes (mechanism, section 5), each with a real orchestrator and a real controller over real TLS.</summary>
public sealed class ModeTests
{
    private const string Password = "a long password";

    private static readonly string Hash = PasswordHash.Make(Password, 100_000).Text;

    public static TheoryData<IdentityMode, IdentityMode, bool> Modes => new()
    {
        { IdentityMode.Mutual, IdentityMode.Mutual, false },
        { IdentityMode.ServerOnly, IdentityMode.ServerOnly, false },
        { IdentityMode.ServerOnly, IdentityMode.Mutual, true },
        { IdentityMode.ServerOnly, IdentityMode.ServerOnly, true },
        { IdentityMode.Signed, IdentityMode.Signed, false },
    };

    [Theory, MemberData(nameof(Modes))]
    public async Task Help_is_asked_ordered_reported_and_ended(IdentityMode orchestrator, IdentityMode controller, bool password)
    {
        await using var world = await Start(orchestrator);
        await using var op2 = await RealController.Start(
            world, "op2", 64502, "198.51.100.0/24", controller, [("Orchestrator:Mode", orchestrator.ToString()), .. password ? PasswordSettings(world, "op2-noc") : []]);
        var (op1, sender) = password ? await Registered(world, "op1-noc", "op1") : (world.As("op1", o => o with { Signed = Signed(orchestrator) }), world.SenderId("op1"));
        await GatewayWorld.Until(() => Task.FromResult(world.Services.GetRequiredService<ConsortiumView>().Current.Profile("op2")), profile => profile is not null);

        var request = world.Request() with { SenderId = sender };
        await GatewayWorld.Until(
            async () => await op1.Request(request, default), r => r is Ok { Message.Extension.Mitigation.Operators: [{ Name: "op2", State: "active" }, ..] });

        var ended = Assert.IsType<Ok>(await op1.Terminate(new() { AlertId = request.AlertId, SenderId = sender, SenderAsn = 64501 }, default));
        Assert.Equal(Dots.Mechanism.MitigationStatus.Done, ended.Message.Status);
        await GatewayWorld.Until(() => world.Status("op1", request.AlertId), s => s!.Operators.All(o => o.State == EngagementState.Ended));
    }

    [Theory, MemberData(nameof(Modes))]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Operator_is_asked_what_it_sees_and_tells(IdentityMode orchestrator, IdentityMode controller, bool password)
    {
        await using var world = await Start(orchestrator);
        var command = world.Folder.File("sighting");
        File.WriteAllText(command, "#!/bin/sh\necho '{\"seen\":1,\"bps\":8000}'\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var op2 = await RealController.Start(
            world, "op2", 64502, "198.51.100.0/24", controller,
            [("Orchestrator:Mode", orchestrator.ToString()), ("Sightings:Kind", "Command"), ("Sightings:Command", command), .. password ? PasswordSettings(world, "op2-noc") : []]);
        var (op1, sender) = password ? await Registered(world, "op1-noc", "op1") : (world.As("op1", o => o with { Signed = Signed(orchestrator) }), world.SenderId("op1"));
        await GatewayWorld.Until(() => Task.FromResult(world.Services.GetRequiredService<ConsortiumView>().Current.Profile("op2")), profile => profile is not null);

        var request = world.Request() with { SenderId = sender };
        request = request with { Extension = request.Extension! with { Policy = RequestedPolicy.Sightings } };
        await GatewayWorld.Until(
            async () => await op1.Request(request, default), r => r is Ok { Message.Extension.Mitigation.Operators: [{ Name: "op2", State: "active" }, ..] });

        // Without an answer the plan would be one of near-source.
        Assert.Equal("sightings", await world.PolicyOfPlan("op1", request.AlertId));
    }

    [Fact]
    public async Task User_sends_as_its_registration_says_and_as_nobody_else()
    {
        await using var world = await Start(IdentityMode.ServerOnly);
        var op1 = world.As("op1", o => o with { Certificate = null, Login = new("op1-noc", Password) });
        var heartbeat = new Heartbeat { SenderId = world.SenderId("op1"), SenderAsn = 64501 };
        Assert.Contains("register first", Refused(await op1.Heartbeat(heartbeat, default), 403), StringComparison.Ordinal);

        var first = await Register(op1);
        Ok(await op1.Heartbeat(heartbeat with { SenderId = first }, default));
        Assert.Contains("is not that of user op1-noc", Refused(await op1.Heartbeat(heartbeat, default), 403), StringComparison.Ordinal);

        // Whoever did not get the answer to the second registration goes on with the token of the first.
        var second = await Register(op1);
        Ok(await op1.Heartbeat(heartbeat with { SenderId = second }, default));
        Ok(await op1.Heartbeat(heartbeat with { SenderId = first }, default));
        await Register(op1);
        Refused(await op1.Heartbeat(heartbeat with { SenderId = first }, default), 403);

        // And cancels it again.
        Assert.IsType<SendResult<RegistrationCancellingResponse>.Ok>(await op1.CancelRegistration(new() { CustomerId = "op1" }, default));
        Refused(await op1.Heartbeat(heartbeat with { SenderId = second }, default), 403);

        // Another member's user with a sender_id that it has overheard.
        var op2 = world.As("op2", o => o with { Certificate = null, Login = new("op2-noc", Password) });
        await Register(op2);
        Refused(await op2.Heartbeat(heartbeat with { SenderId = second, SenderAsn = 64502 }, default), 403);
    }

    [Fact]
    public async Task User_that_is_removed_or_of_a_suspended_member_is_let_in_no_longer()
    {
        await using var world = await Start(IdentityMode.ServerOnly);
        var op1 = world.As("op1", o => o with { Certificate = null, Login = new("op1-noc", Password) });
        var heartbeat = new Heartbeat { SenderId = await Register(op1), SenderAsn = 64501 };

        world.Consortium["op1"]["state"] = "suspended";
        world.WriteConsortium();
        var refused = await GatewayWorld.Until(() => op1.Heartbeat(heartbeat, default), r => r is SendResult<Heartbeat>.Refused);
        Assert.Contains("suspended", Refused(refused, 403), StringComparison.Ordinal);

        world.Consortium["op1"]["state"] = "approved";
        world.Consortium["op1"]["users"] = new JsonArray();
        world.WriteConsortium();
        refused = await GatewayWorld.Until(() => op1.Heartbeat(heartbeat, default), r => r is SendResult<Heartbeat>.Refused { Refusal.Status: 401 });
        Assert.Contains("user or password is wrong", Refused(refused, 401), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_list_is_checked_besides_password_and_signature()
    {
        await using var world = await Start(IdentityMode.ServerOnly);
        world.Consortium["op1"]["addresses"] = new JsonArray("198.51.100.0/24");
        world.WriteConsortium();
        var user = world.As("op1", o => o with { Certificate = null, Login = new("op1-noc", Password) });
        var signer = world.As("op1", o => o with { Signed = SignedMessages.Requests });
        var heartbeat = new Heartbeat { SenderId = world.SenderId("op1"), SenderAsn = 64501 };

        await GatewayWorld.Until(() => signer.Heartbeat(heartbeat, default), r => r is SendResult<Heartbeat>.Refused);
        foreach (var client in new[] { user, signer })
            Assert.Contains("127.0.0.1", Refused(await client.Heartbeat(heartbeat, default), 403), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_that_no_member_has_may_register_by_signature_and_becomes_a_pending_member()
    {
        await using var world = await Start(IdentityMode.Signed);
        world.Issue("newcomer");
        var client = world.As("newcomer", o => o with { Signed = SignedMessages.RequestsAndAnswers });

        Assert.Contains("register first", Refused(await client.Heartbeat(new() { SenderId = world.SenderId("newcomer") }, default), 403), StringComparison.Ordinal);
        Assert.Equal(RegistrationState.Pending, Assert.IsType<SendResult<RegistrationResponse>.Ok>(await client.Register(Registration(), default)).Message.Extension!.State);
        Ok(await client.Heartbeat(new() { SenderId = world.SenderId("newcomer"), SenderAsn = 65009 }, default));
    }

    [Fact]
    public async Task Replay_of_a_signed_request_is_refused_also_after_a_restart()
    {
        using var folder = new TempFolder();
        await using var world = await GatewayWorld.Start(folder, s => With(s, IdentityMode.Signed));
        var port = world.Url.Port;
        var body = new JsonObject { ["version"] = "1.0.0", ["sender_id"] = world.SenderId("op1"), ["sender_asn"] = "64501" }.ToJsonString();
        var request = new SignedByHand(world.Certificates["op1"], body);
        using (var first = await request.Send(world.Url, "heartbeat"))
            Assert.Equal(200, (int)first.StatusCode);

        await world.StopGateway();
        await world.StartGateway(s => With(s, IdentityMode.Signed, port));

        using var replayed = await request.Send(world.Url, "heartbeat");
        Assert.Equal(401, (int)replayed.StatusCode);
        Assert.Contains("nonce", await replayed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var fresh = await (request with { Nonce = "0123456789abcdef" }).Send(world.Url, "heartbeat");
        Assert.Equal(200, (int)fresh.StatusCode);
    }

    [Fact]
    public async Task Newest_signature_wins_and_not_the_newest_date()
    {
        await using var world = await Start(IdentityMode.Signed);
        var (alert, now) = (Body.NewAlert(), TimeProvider.System.GetUtcNow());
        JsonObject Request(int lifetime)
        {
            var request = Body.Request(world, alert);
            request["lifetime"] = lifetime;
            return request;
        }

        await Sent(Request(1000), now.AddSeconds(-5), now.AddSeconds(-10));
        await Sent(Request(2000), now.AddSeconds(-20), now);
        var end = (await world.Status("op1", alert))!.End;
        // Signed earlier than both, with the newest Date: nothing changes.
        await Sent(Request(400), now.AddSeconds(5), now.AddSeconds(-30));

        var status = (await world.Status("op1", alert))!;
        Assert.Equal(end, status.End);
        Assert.InRange(status.End - now, TimeSpan.FromSeconds(1900), TimeSpan.FromSeconds(2100));

        async Task Sent(JsonObject body, DateTimeOffset date, DateTimeOffset created)
        {
            using var answer = await (new SignedByHand(world.Certificates["op1"], body.ToJsonString()) { Date = date, Created = created }).Send(world.Url, "mitigation_request");
            Assert.True((int)answer.StatusCode == 200, await answer.Content.ReadAsStringAsync());
        }
    }

    private static async Task<GatewayWorld> Start(IdentityMode mode)
    {
        var world = GatewayWorld.Prepare();
        foreach (var member in new[] { "op1", "op2" })
            world.Consortium[member]["users"] = new JsonArray(new JsonObject { ["name"] = $"{member}-noc", ["pbkdf2"] = Hash });
        world.WriteConsortium();
        await world.StartGateway(s => With(s, mode));
        return world;
    }

    private static GatewaySettings With(GatewaySettings settings, IdentityMode mode, int port = 0)
    {
        // On a busy machine two seconds may be too short for a handshake, a process and a report.
        var quick = SharedGateway.Quick(settings, new PlanningSettings { Sightings = new SightingsSettings { DeadlineMs = 10_000 } });
        return new()
        {
            Listen = [new ListenSettings { Endpoint = new(System.Net.IPAddress.Loopback, port), Mode = mode }], Development = true, Data = quick.Data, Identity = quick.Identity,
            Consortium = quick.Consortium, Limits = quick.Limits, Planning = quick.Planning,
        };
    }

    private static SignedMessages Signed(IdentityMode mode) => mode switch
    {
        IdentityMode.Mutual => SignedMessages.None, IdentityMode.ServerOnly => SignedMessages.Requests, _ => SignedMessages.RequestsAndAnswers,
    };

    private static (string, string)[] PasswordSettings(GatewayWorld world, string user)
    {
        var file = Path.Combine(world.Folder.Path, "password");
        File.WriteAllText(file, Password + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return [("Orchestrator:User", user), ("Orchestrator:PasswordFile", file)];
    }

    private static async Task<(MechanismClient Client, string Sender)> Registered(GatewayWorld world, string user, string member)
    {
        var client = world.As(member, o => o with { Certificate = null, Login = new(user, Password) });
        return (client, await Register(client));
    }

    private static async Task<string> Register(MechanismClient client)
    {
        var answer = Assert.IsType<SendResult<RegistrationResponse>.Ok>(await client.Register(Registration(), default)).Message;
        return SenderId.Of(answer.CustomerId!, answer.AccessToken!);
    }

    private static Registration Registration() => new()
    {
        CustomerName = "somebody", IpVersion = IpVersions.V4, ProtectedZones = [new ProtectedZone { Index = 1, IPv4 = Dots.Addressing.Prefix.Parse("192.0.2.0/24") }], Extension = new RegistrationExtension(),
    };

    private static void Ok<T>(SendResult<T> result) where T : class => Assert.IsType<SendResult<T>.Ok>(result);

    private static string Refused<T>(SendResult<T> result, int status) where T : class
    {
        var refused = Assert.IsType<SendResult<T>.Refused>(result).Refusal;
        Assert.Equal(status, refused.Status);
        return refused.Detail;
    }
}
