using System.IO.Compression;
using System.Text;
using Controller.Policy;
using Controller.Tests.Fakes;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Hosting.Settings;
using ICSharpCode.SharpZipLib.BZip2;
using Microsoft.AspNetCore.Builder;
using Support;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;

namespace Controller.Tests.Policy;

/// <summary>Targets are checked against what the RPKI gives to ASes that the member knows (design, section 5), by a controller as its executable composes it.</summary>
public sealed class RpkiSpaceTests : IAsyncLifetime
{
    private const string Csv = "ASN,IP Prefix,Max Length,Trust Anchor\nAS64501,203.0.113.0/24,24,test\nAS64502,2001:db8:5::/48,48,test\nAS0,198.18.0.0/15,15,test\nAS64999,192.88.99.0/24,24,test\n";
    private const string Json = """{"metadata":{},"roas":[{"asn":64501,"prefix":"203.0.113.0/24","maxLength":24,"ta":"test"},{"asn":64502,"prefix":"2001:db8:5::/48","maxLength":48}]}""";

    private readonly ControllerWorld _world = new();
    private MechanismClient _client = null!;
    private int _engagements;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _world.Settings.Remove("Prefixes:File");
        _world.Settings["Prefixes:Vrps"] = _world.PathOf("vrps");
        _world.Settings["Prefixes:Asns"] = _world.PathOf("asns");
        _world.Write("vrps", Csv);
        _world.Write("asns", "# known\n64501\top1\n64502\n");
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("op1", "203.0.113.7", null)]
    [InlineData("op3", "203.0.113.7", DeclineCode.Unverified)]
    [InlineData("op1", "2001:db8:5::7", null)]
    [InlineData("op3", "2001:db8:5::7", null)]
    [InlineData("op1", "192.88.99.7", DeclineCode.Unverified)]
    [InlineData("op1", "198.18.0.7", DeclineCode.Unverified)]
    [InlineData("op1", "192.0.2.1", DeclineCode.Unverified)]
    public async Task Target_must_be_given_to_an_AS_whose_space_its_asker_may_protect(string asker, string target, DeclineCode? declined)
    {
        await Start();

        Assert.Equal(declined, await Asked(asker, target));
    }

    [Theory]
    [InlineData("csv.gz")]
    [InlineData("json")]
    [InlineData("json.gz")]
    [InlineData("json.bz2")]
    public async Task Payloads_come_as_relying_parties_write_them(string form)
    {
        var content = form.StartsWith("csv", StringComparison.Ordinal) ? Csv : Json;
        Replace("vrps", form.EndsWith(".gz", StringComparison.Ordinal) ? Packed(content, s => new GZipStream(s, CompressionLevel.Fastest)) : form.EndsWith(".bz2", StringComparison.Ordinal) ? Packed(content, s => new BZip2OutputStream(s)) : Encoding.UTF8.GetBytes(content));
        await Start();

        Assert.Null(await Asked("op1", "203.0.113.7"));
        Assert.Equal(DeclineCode.Unverified, await Asked("op1", "192.88.99.7"));
    }

    [Fact]
    public async Task Either_the_prefixes_or_the_payloads_suffice()
    {
        _world.Settings["Prefixes:File"] = _world.PathOf("prefixes");
        await Start();

        Assert.Null(await Asked("op3", "192.0.2.1"));
        Assert.Null(await Asked("op1", "203.0.113.7"));
        Assert.Equal(DeclineCode.Unverified, await Asked("op3", "203.0.113.7"));
    }

    [Fact]
    public async Task Changes_of_both_files_are_followed_and_bad_ones_change_nothing()
    {
        await Start();
        Assert.Equal(DeclineCode.Unverified, await Asked("op1", "192.88.99.7"));

        Replace("asns", "64999\n"u8);
        await Eventually.Sees(() => Asked("op1", "192.88.99.7"), code => code is null);
        Assert.Equal(DeclineCode.Unverified, await Asked("op1", "203.0.113.7"));

        var packed = Packed(Csv, s => new GZipStream(s, CompressionLevel.Fastest));
        foreach (var bad in new[] { packed[..(packed.Length / 2)], "garbage"u8.ToArray(), [], Encoding.UTF8.GetBytes(Json[..(Json.Length - 5)]) })
        {
            var before = Refusals;
            Replace("vrps", bad);
            await Eventually.Holds(() => Refusals > before);
            Assert.Null(await Asked("op1", "192.88.99.7"));
        }

        Replace("vrps", Encoding.UTF8.GetBytes(Csv.Replace("AS64999", "AS64998", StringComparison.Ordinal)));
        await Eventually.Sees(() => Asked("op1", "192.88.99.7"), code => code == DeclineCode.Unverified);
    }

    [Fact]
    public void Bad_files_refuse_the_start_and_say_where()
    {
        _world.Write("vrps", "ASN,IP Prefix,Max Length\nAS64501,192.0.2.1/24,24\n");
        var problem = Assert.Single(Assert.Throws<SettingsException>(() => _world.Build()).Problems);
        Assert.Equal("Prefixes:Vrps", problem.Path);
        Assert.Contains("line 2", problem.Message, StringComparison.Ordinal);

        _world.Write("vrps", Csv);
        _world.Write("asns", "64501\nAS64502\n0\n4294967296\n-1\n");
        problem = Assert.Single(Assert.Throws<SettingsException>(() => _world.Build()).Problems);
        Assert.Contains("asns: line 2: expected an AS number", problem.Message, StringComparison.Ordinal);
        Assert.Contains("line 5", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Prefixes:Asns", "Prefixes:Vrps")]
    [InlineData("Prefixes:Vrps", "Prefixes:Asns")]
    public void Payloads_and_ASes_are_only_used_together(string given, string missing)
    {
        _world.Settings.Remove(missing);

        var problem = Assert.Single(Assert.Throws<SettingsException>(() => _world.Build()).Problems, p => p.Path == missing);
        Assert.StartsWith($"missing; with {given["Prefixes:".Length..]}, expected", problem.Message, StringComparison.Ordinal);
    }

    private int Refusals => _world.Log.Lines.Count(l => l.StartsWith("FileRefused ", StringComparison.Ordinal));

    private async Task Start()
    {
        _client = _world.Orchestrator.Client(ControllerWorld.UrlOf(await _world.Start()));
    }

    /// <summary>What a new order for this target is answered: why it is declined, or null.</summary>
    private async Task<DeclineCode?> Asked(string asker, string target)
    {
        var alert = $"{++_engagements:x64}";
        var order = _world.Order($"{asker}:{alert}/op2", alert);
        var source = Prefix.Parse(target.Contains(':', StringComparison.Ordinal) ? "2001:db8:99::1" : "198.51.100.7");
        var answer = Assert.IsType<Ok>(await _client.Request(order with { Header = order.Header with { Targets = [target], Sources = [source] } }, default)).Message.Extension!.Engagement!;
        return answer.State == EngagementReportState.Declined ? answer.Decline : null;
    }

    /// <summary>As a relying party does: beside it, then in its place.</summary>
    private void Replace(string name, ReadOnlySpan<byte> content) => StampedFile.Replace(_world.PathOf(name), content);

    private static byte[] Packed(string content, Func<Stream, Stream> by)
    {
        var packed = new MemoryStream();
        using (var into = by(packed))
            into.Write(Encoding.UTF8.GetBytes(content));
        return packed.ToArray();
    }
}
