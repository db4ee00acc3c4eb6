using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Dots.Serving;
using Grains.Consortium;
using Grains.Customers;
using Grains.Hosting;
using Grains.Identity;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Presence;
using Grains.Planning;
using Grains.Sightings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NearSource.Origins;
using Storage;
using Storage.Journal;
using Support.Orleans;

namespace Bench.Memory;

/// <summary>All grains on a real journal, with controllers that accept at once where the links would begin: connections are not counted here.</summary>
internal sealed class Consortium : IAsyncDisposable, IControllerLink, IAskerLink
{
    private readonly JournalStore _store;
    private GrainHost _host = null!;
    private ImmutableArray<Member> _members = [];

    private Consortium(JournalStore store) => _store = store;

    public static async Task<Consortium> Start(string directory)
    {
        var world = new Consortium(await JournalStore.Open(new JournalOptions { Directory = directory }, TimeProvider.System, NullLogger.Instance));
        world._host = await GrainHost.Start(services =>
        {
            services.AddSingleton<IDocumentStore>(world._store);
            services.AddSingleton<IControllerLink>(world);
            services.AddSingleton<IAskerLink>(world);
            services.AddSingleton<IPlanner>(new NearSourcePlanner(new Grains.Planning.PlanningView(), "near-source", 8));
            services.AddOrchestratorGrains(new Lifetimes(), OperatorTimes.Default with { Heartbeat = TimeSpan.FromHours(1) });
        });
        return world;
    }

    public static Member Operator(int n) => new()
    {
        Id = $"op{n}", Kind = MemberKind.Operator, State = MemberState.Approved, Asns = [(uint)(4_200_000_000 + n)], Zones = [Prefix.Parse($"10.{n >> 8}.{n & 255}.0/24")],
        Evidence = "bench", Keys = [$"{n:x64}"],
    };

    public static Member Customer(int n) => new()
    {
        Id = $"customer{n}", Kind = MemberKind.Customer, State = MemberState.Approved, Zones = [Prefix.Parse($"198.{18 + (n >> 16)}.{(n >> 8) & 255}.{n & 255}")],
        Evidence = "bench", Keys = [$"c{n:x63}"],
    };

    public async Task Join(IEnumerable<Member> members)
    {
        Member[] added = [.. members];
        _members = _members.AddRange(added);
        await _host.Grains.GetGrain<IConsortiumGrain>(0).Replace(new ConsortiumFile("bench", Visibility.Names, _members), "bench");
        await _host.Services.GetRequiredService<ConsortiumView>().Refresh();
        await Parallel.ForEachAsync(added, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (member, _) => await Register(member));
        await _host.Services.GetRequiredService<ConsortiumView>().Refresh();
    }

    /// <summary>Asks these 8 operators for help, for the n-th time.</summary>
    public async Task Ask(int n, int customers, ImmutableArray<string> operators)
    {
        var member = Customer(n % customers);
        var request = new HelpRequest
        {
            Match = new TrafficMatch { Destinations = member.Zones, Protocols = [17], SourcePorts = [new PortRange(53, 53)] },
            Action = HelpAction.Mitigation, VolumeBps = 40e9, Policy = "manual", Operators = operators,
        };
        var answer = await _host.Grains.GetGrain<ICustomerGrain>(member.Id).Ask(new Principal(member.Id, "bench"), $"{n:x64}", request, TimeProvider.System.GetUtcNow(), "bench");
        if (answer.Refused is { } refused)
            throw new InvalidOperationException(refused.Detail);
    }

    /// <summary>Whether every engagement of the n-th mitigation was accepted.</summary>
    public async Task<bool> Stands(int n, int customers, int engagements)
    {
        var status = await _host.Grains.GetGrain<IMitigationGrain>(new MitigationKey(Customer(n % customers).Id, $"{n:x64}").ToString()).Status();
        return status is not null && status.Operators.Count(o => o.State == EngagementState.Accepted) == engagements;
    }

    public Task<DeliveryOutcome> Deliver(OperatorProfile to, Order order, TimeSpan deadline) =>
        Task.FromResult(new DeliveryOutcome(new OrderAnswer(order.Engagement, order.Revision, EngagementState.Accepted, null, null), null, false));

    public Task<DeliveryOutcome> Tell(OperatorProfile to, OperatorNotice notice, TimeSpan deadline) => Task.FromResult(new DeliveryOutcome(null, null, false));

    public Task<DeliveryOutcome> Heartbeat(OperatorProfile to, TimeSpan deadline) => Task.FromResult(new DeliveryOutcome(null, null, false));

    public Task<DeliveryOutcome> AskSighting(OperatorProfile to, SightingQuestion question, TimeSpan deadline, CancellationToken cancellation) =>
        Task.FromResult(DeliveryOutcome.Failed("answers no sightings", permanent: true));

    public Task<string?> Heartbeat(string member, Callback to, TimeSpan deadline) => Task.FromResult<string?>(null);

    public Task<string?> Push(string member, RegistrationRecord to, MitigationStatus status, TimeSpan deadline) => Task.FromResult<string?>(null);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _store.DisposeAsync();
    }

    private async Task Register(Member member)
    {
        var profile = member.Kind == MemberKind.Operator
            ? new OperatorProfile { Member = member.Id, Url = $"https://{member.Id}.example/", Asns = member.Asns, RulesMax = 1000, RulesFree = 1000 }
            : null;
        var record = new RegistrationRecord { CustomerName = member.Id, Zones = member.Zones, Operator = profile, CallbackUrl = profile?.Url, Extensions = true };
        if (await _host.Grains.GetGrain<ICustomerGrain>(member.Id).Register(new Principal(member.Id, "bench"), record) is { } refused)
            throw new InvalidOperationException(refused.Detail);
        if (profile is null)
            return;
        await _host.Grains.GetGrain<IConsortiumGrain>(0).Registered(profile);
        await _host.Grains.GetGrain<IOperatorGrain>(member.Id).Health();
    }
}
