using System.Collections.Concurrent;
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
using Grains.Planning;
using Grains.Sightings;
using Grains.Presence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Storage;
using Storage.Journal;
using Support;
using Support.Orleans;

namespace Grains.Tests;

/// <summary>All grains on a real journal, with controllers that are scripted where the links would begin.</summary>
internal sealed class GrainsWorld : IAsyncDisposable, IControllerLink, IAskerLink, IPlanner
{
    public const string Alert = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;
    private JournalStore _store = null!;
    private GrainHost _host = null!;

    private GrainsWorld(TempFolder folder, bool ownsFolder) => (_folder, _ownsFolder) = (folder, ownsFolder);

    public string Folder => _folder.Path;

    public IGrainFactory Grains => _host.Grains;

    public JournalStore Store => _store;

    public IConsortiumGrain Registry => Grains.GetGrain<IConsortiumGrain>(0);

    public ConsortiumView View => _host.Services.GetRequiredService<ConsortiumView>();

    /// <summary>Every order that reached a controller, in order.</summary>
    public ConcurrentQueue<(string Operator, Order Order)> Orders { get; } = [];

    /// <summary>Everything else that reached a controller.</summary>
    public ConcurrentQueue<(string Operator, OperatorNotice Notice)> Notices { get; } = [];

    /// <summary>Every status pushed to an asker.</summary>
    public ConcurrentQueue<MitigationStatus> Pushed { get; } = [];

    /// <summary>What controllers answer; the default accepts orders and ends withdrawals.</summary>
    public Func<string, Order, Task<DeliveryOutcome>> Answer { get; set; } = (_, order) =>
        Task.FromResult(Answered(order, order.Withdraw ? EngagementState.Ended : EngagementState.Accepted));

    public static ConsortiumFile Consortium { get; } = new("test", Visibility.Names,
    [
        Operator("op1", "192.0.2.0/24"), Operator("op2", "198.51.100.0/24"), Operator("op3", "203.0.113.0/24"),
        new Member { Id = "customer1", Kind = MemberKind.Customer, Operator = "op1", State = MemberState.Approved, Zones = [Prefix.Parse("192.0.2.128/25")], Evidence = "test" },
        new Member { Id = "admin1", Kind = MemberKind.Observer, State = MemberState.Approved, Roles = [new("admin1-key", Role.ConsortiumAdministrator)] },
    ]);

    /// <summary>What stands between the grains and the journal.</summary>
    public ScriptedStore Scripted { get; private set; } = null!;

    public static async Task<GrainsWorld> Start(
        TempFolder? folder = null, Contract? contract = null, OperatorTimes? times = null, Action<IServiceCollection>? more = null, SightingOptions? sightings = null)
    {
        var world = new GrainsWorld(folder ?? new TempFolder(), folder is null);
        world._store = await JournalStore.Open(new JournalOptions { Directory = world._folder.Path }, TimeProvider.System, NullLogger.Instance);
        world._host = await GrainHost.Start(services =>
        {
            world.Scripted = new(world._store);
            services.AddSingleton<IDocumentStore>(world.Scripted);
            services.AddSingleton<IControllerLink>(world);
            services.AddSingleton<IAskerLink>(world);
            services.AddSingleton<IPlanner>(world);
            services.AddOrchestratorGrains(new Lifetimes(), times ?? OperatorTimes.Default, contract, sightings);
            more?.Invoke(services);
        });
        await world.Grains.GetGrain<IConsortiumGrain>(0).Replace(Consortium, "test");
        foreach (var id in new[] { "op2", "op3" })
            await world.Grains.GetGrain<IConsortiumGrain>(0).Registered(new OperatorProfile { Member = id, Url = "https://" + id });
        await world.View.Refresh();
        return world;
    }

    public static HelpRequest Request(string target = "192.0.2.1", HelpAction action = HelpAction.Mitigation) => new()
    {
        Match = new TrafficMatch { Destinations = [Prefix.Parse(target)], Protocols = [17], SourcePorts = [new(161, 161)] }, Action = action, VolumeBps = 1000,
    };

    public static Principal As(string member) => new(member, member + "-key");

    public Task<MitigationAnswer> Ask(string member = "op1", HelpRequest? request = null, string alert = Alert, DateTimeOffset? date = null, string hash = "h") =>
        Grains.GetGrain<ICustomerGrain>(member).Ask(As(member), alert, request ?? Request(), date ?? DateTimeOffset.UnixEpoch, hash);

    public Task<MitigationStatus?> Status(string member = "op1", string alert = Alert) => Grains.GetGrain<IMitigationGrain>(new MitigationKey(member, alert).ToString()).Status();

    /// <summary>Waits for a status; fails after a time that only a defect needs.</summary>
    public async Task<MitigationStatus> Until(Func<MitigationStatus, bool> reached, string member = "op1") =>
        (await Support.Eventually.Sees(() => Status(member), status => status is not null && reached(status)))!;

    /// <summary>Waits until something has happened beside the status.</summary>
    public Task Eventually(Func<bool> happened) => Support.Eventually.Holds(happened);

    /// <summary>Kinds of a mitigation's ledger entries, in order.</summary>
    public async Task<List<string>> Ledger(MitigationKey key)
    {
        var kinds = new List<string>();
        await foreach (var entry in _store.Ledger("mitigation", key.ToString()))
            kinds.Add(entry.Event.Kind);
        return kinds;
    }

    public Task<Refused?> Report(string @operator, EngagementState state, long number, Figures? figures = null, int revision = 1, string? engagement = null) =>
        Grains.GetGrain<IMitigationGrain>(new MitigationKey("op1", Alert).ToString()).Report(
            As(@operator),
            new EngagementReport(new OrderAnswer(engagement ?? new MitigationKey("op1", Alert).Engagement(@operator), revision, state, null, null), number, figures ?? Figures.Zero));

    /// <summary>What changed in the consortium is seen by every grain after this.</summary>
    public Task Seen() => _host.Services.GetRequiredService<ConsortiumView>().Refresh();

    /// <summary>Stops and starts again on what was stored.</summary>
    public async Task<GrainsWorld> Restart(OperatorTimes? times = null)
    {
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        return await Start(_folder, times: times);
    }

    public async Task<DeliveryOutcome> Deliver(OperatorProfile to, Order order, TimeSpan deadline)
    {
        Orders.Enqueue((to.Member, order));
        return await Answer(to.Member, order);
    }

    public Task<DeliveryOutcome> Tell(OperatorProfile to, OperatorNotice notice, TimeSpan deadline)
    {
        Notices.Enqueue((to.Member, notice));
        return Task.FromResult(new DeliveryOutcome(null, null, false));
    }

    /// <summary>Operators that answer no heartbeat.</summary>
    public ConcurrentDictionary<string, bool> Silent { get; } = new(StringComparer.Ordinal);

    public Task<DeliveryOutcome> Heartbeat(OperatorProfile to, TimeSpan deadline) =>
        Task.FromResult(Silent.ContainsKey(to.Member) ? DeliveryOutcome.Failed("no answer") : new DeliveryOutcome(null, null, false));

    /// <summary>What becomes of a heartbeat to a member without a controller: why it was not answered, or null.</summary>
    public Func<string, Task<string?>> Greet { get; set; } = _ => Task.FromResult<string?>(null);

    public Task<string?> Heartbeat(string member, Callback to, TimeSpan deadline) => Silent.ContainsKey(member) ? Task.FromResult<string?>("no answer") : Greet(member);

    public Task<string?> Push(string member, RegistrationRecord to, MitigationStatus status, TimeSpan deadline)
    {
        Pushed.Enqueue(status);
        return Task.FromResult<string?>(null);
    }

    /// <summary>Whom plans ask, of those that may be asked; null: all.</summary>
    public IReadOnlyCollection<string>? Chosen { get; set; }

    /// <summary>Called when a plan is being made, outside any turn, with the members known.</summary>
    public Action Planning { get; set; } = () => { };

    /// <summary>Questions what operators see, as they reached the controllers.</summary>
    public ConcurrentQueue<(string Operator, SightingQuestion Question)> Questions { get; } = [];

    /// <summary>Whether a controller takes the question; the default does. What it sees it says by <see cref="Sighted"/>.</summary>
    public Func<string, SightingQuestion, CancellationToken, Task<DeliveryOutcome>> Look { get; set; } = (_, _, _) => Task.FromResult(new DeliveryOutcome(null, null, false));

    /// <summary>What each plan was told that operators see.</summary>
    public ConcurrentQueue<ImmutableArray<Sighting>> Planned { get; } = [];

    public Task<DeliveryOutcome> AskSighting(OperatorProfile to, SightingQuestion question, TimeSpan deadline, CancellationToken cancellation)
    {
        Questions.Enqueue((to.Member, question));
        return Look(to.Member, question, cancellation);
    }

    public Task<Refused?> Sighted(string @operator, SightingAnswer answer) => Grains.GetGrain<IMitigationGrain>(new MitigationKey("op1", Alert).ToString()).Sighted(As(@operator), answer);

    /// <summary>What sightings are to every request's policy; null: what its name says.</summary>
    public SightingUse? Use { get; set; }

    public SightingUse UseOf(HelpRequest request) => Use ?? (request.Policy == "sightings" ? SightingUse.Needed : SightingUse.Helpful);

    public PlanOutcome Plan(PlanQuestion question, ConsortiumIndex consortium, DateTimeOffset now)
    {
        Planned.Enqueue(question.Sightings);
        Planning();
        return new(
            new PlanSummary { Policy = "broadcast", At = now },
            consortium.Snapshot.Operators
                .Where(o => o.Member != question.Asker && !question.Except.Contains(o.Member) && !(question.Beside && question.Standing.ContainsKey(o.Member)))
                .Where(o => consortium.Find(o.Member)?.State == MemberState.Approved && Chosen?.Contains(o.Member) != false)
                .ToImmutableSortedDictionary(o => o.Member, _ => new Assignment { Match = question.Request.Match, Share = 0.5 }, StringComparer.Ordinal));
    }

    public string? Check(HelpRequest request, ConsortiumIndex consortium) => request.Policy is null or "broadcast" or "sightings" ? null : $"policy '{request.Policy}' is not known";

    public static DeliveryOutcome Answered(Order order, EngagementState state, DeclineCode? decline = null) =>
        new(new OrderAnswer(order.Engagement, order.Revision, state, decline, null), null, false);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        if (_ownsFolder)
            _folder.Dispose();
    }

    private static Member Operator(string id, string zone) => new()
    {
        Id = id, Kind = MemberKind.Operator, State = MemberState.Approved, Asns = [64500], Zones = [Prefix.Parse(zone)], Evidence = "test", MaxScopeV4 = 24,
    };
}
