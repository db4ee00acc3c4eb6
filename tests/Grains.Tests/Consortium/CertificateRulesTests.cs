using System.Collections.Immutable;
using Grains.Consortium;

namespace Grains.Tests.Consortium;

/// <summary>What the consortium makes of members' certificates and of what the revocation list says of them.</summary>
public sealed class CertificateRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 7, 27, TimeSpan.Zero);
    private static readonly string Key = new('a', 64), Other = new('b', 64);

    private readonly ConsortiumRules _rules = new();

    [Fact]
    public void Certificate_of_a_key_that_no_member_has_is_not_kept()
    {
        Assert.Empty(Decide(Given(), new ConsortiumCommand.Show([Certificate(new string('c', 64), "1")])));
    }

    [Fact]
    public void Certificates_that_come_together_are_each_kept_once()
    {
        var state = Apply(Given(), new ConsortiumCommand.Show([Certificate(Key, "1"), Certificate(Key, "1"), .. Enumerable.Range(2, 20).Select(i => Certificate(Key, $"{i}"))]), out var events);

        Assert.Equal((8, 21), (state.Certificates.Length, events.Length));
        Assert.Empty(Decide(state, new ConsortiumCommand.Show([.. state.Certificates])));
    }

    [Fact]
    public void Renewed_certificate_keeps_the_key_alive_when_the_old_one_is_revoked()
    {
        var state = Shown(Given(), Certificate(Key, "1"), Certificate(Key, "2"));

        state = Revoked(state, Certificate(Key, "1"), out var events);
        Assert.False(Assert.IsType<ConsortiumEvent.CertificateRevoked>(Assert.Single(events)).Suspends);
        Assert.Empty(KeyStanding.RevokedKeys(state.Certificates));

        state = Revoked(state, Certificate(Key, "2"), out events);
        Assert.True(Assert.IsType<ConsortiumEvent.CertificateRevoked>(Assert.Single(events)).Suspends);
        Assert.Equal(MemberState.Suspended, KeyStanding.Effective(state.Members["op1"], KeyStanding.RevokedKeys(state.Certificates)).State);
    }

    [Fact]
    public void Same_news_again_changes_nothing()
    {
        var state = Revoked(Shown(Given(), Certificate(Key, "1")), Certificate(Key, "1"), out _);

        Revoked(state, Certificate(Key, "1"), out var events);

        Assert.Empty(events);
    }

    [Fact]
    public void Expired_certificate_that_left_the_list_stays_revoked()
    {
        var expired = Certificate(Key, "1") with { NotAfter = Now.AddDays(-1) };
        var state = Revoked(Shown(Given(), expired), expired, out _);

        Assert.Empty(Decide(state, new ConsortiumCommand.Revoke([expired])));
        Assert.Equal(Key, Assert.Single(KeyStanding.RevokedKeys(state.Certificates)));
    }

    [Fact]
    public void Member_with_users_is_not_suspended_with_its_last_key()
    {
        var given = Given();
        given = given with { Members = given.Members.SetItem("op1", given.Members["op1"] with { Users = [new("noc", "x")] }) };
        var state = Revoked(Shown(given, Certificate(Key, "1")), Certificate(Key, "1"), out var events);

        Assert.False(Assert.IsType<ConsortiumEvent.CertificateRevoked>(Assert.Single(events)).Suspends);
        var member = KeyStanding.Effective(state.Members["op1"], KeyStanding.RevokedKeys(state.Certificates));
        Assert.Equal((MemberState.Approved, 0), (member.State, member.Keys.Length));
    }

    [Fact]
    public void Renewals_push_out_old_certificates_but_never_the_revoked_one()
    {
        var state = Revoked(Shown(Given(), Certificate(Key, "revoked")), Certificate(Key, "revoked"), out _);
        for (var i = 0; i < 20; i++)
            state = Shown(state, Certificate(Key, $"{i}") with { NotAfter = Now.AddDays(i) });

        Assert.Equal(8, state.Certificates.Length);
        Assert.Contains(state.Certificates, c => c.Serial == "revoked");
        Assert.Contains(state.Certificates, c => c.Serial == "19");
    }

    [Fact]
    public void Key_that_moves_to_another_member_stays_revoked()
    {
        var state = Revoked(Shown(Given(), Certificate(Key, "1")), Certificate(Key, "1"), out _);
        var moved = new ConsortiumFile("", Visibility.None, [Member("op1", Other), Member("op9", Key)]);

        state = Apply(state, new ConsortiumCommand.Replace(moved, "test"), out _);

        Assert.Equal(MemberState.Suspended, KeyStanding.Effective(state.Members["op9"], KeyStanding.RevokedKeys(state.Certificates)).State);
    }

    private static ConsortiumState Given() => ConsortiumState.None with { Members = ConsortiumState.None.Members.Add("op1", Member("op1", Key)) };

    private static Member Member(string id, string key) => new() { Id = id, Kind = MemberKind.Operator, State = MemberState.Approved, Keys = [key] };

    private static KnownCertificate Certificate(string key, string serial) => new(key, "ca", serial, Now.AddYears(1));

    private ConsortiumState Shown(ConsortiumState state, params KnownCertificate[] certificates) =>
        certificates.Aggregate(state, (s, c) => Apply(s, new ConsortiumCommand.Show([c]), out _));

    private ConsortiumState Revoked(ConsortiumState state, KnownCertificate certificate, out ImmutableArray<ConsortiumEvent> events) =>
        Apply(state, new ConsortiumCommand.Revoke([certificate with { RevokedSince = Now.AddHours(-1) }]), out events);

    private ConsortiumState Apply(ConsortiumState state, ConsortiumCommand command, out ImmutableArray<ConsortiumEvent> events)
    {
        events = Decide(state, command);
        return events.Aggregate(state, _rules.Apply);
    }

    private ImmutableArray<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand command) => _rules.Decide(state, command, Now).Events;
}
