using System.Collections.Immutable;
using Controller.Customers;
using Dots.Mechanism;
using Dots.Serving;
using Storage.Shells;

namespace Controller.Tests.Customers;

/// <summary>Mitigations of one customer at fixed times, for tables of rules.</summary>
internal static class Given
{
    public const string Alert = "00000000000000000000000000000000000000000000000000000000000000c1";
    public const string Sender = "00000000000000000000000000000000000000000000000000000000000000d1";

    public static readonly Lifetimes Lifetimes = new();
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    public static readonly Uri First = new("https://first.example/"), Second = new("https://second.example/");

    private static readonly CustomerRules Rules = new(Lifetimes);

    public static CustomerMitigation Running => CustomerMitigation.None.Then(Ask());

    public static CustomerMitigation Escalated => Running.Then(new CustomerCommand.Escalate("e1", First, "too much", null, NothingThere: false));

    public static MitigationRequest Request(string target = "192.0.2.129", int? lifetime = 3600) => new()
    {
        AlertId = Alert, SenderId = Sender, Header = new() { Targets = [target], Protocols = [17], SourcePorts = [new(53, 53)] },
        Lifetime = lifetime is { } s ? TimeSpan.FromSeconds(s) : null, Extension = new() { VolumeBps = 1_000_000 },
    };

    public static CustomerCommand.Ask Ask(int after = 0, string target = "192.0.2.129", int? lifetime = 3600, string hash = "h") =>
        new("customer1", Request(target, lifetime), Now.AddSeconds(after), hash);

    public static CustomerMitigation Then(this CustomerMitigation state, CustomerCommand command, int after = 0) => state.Happens(command, after).Aggregate(state, Rules.Apply);

    public static ImmutableArray<CustomerEvent> Happens(this CustomerMitigation state, CustomerCommand command, int after = 0) => Rules.Decide(state, command, Now.AddSeconds(after)).Events;

    public static Refusal? Refusal(this CustomerMitigation state, CustomerCommand command) => Rules.Decide(state, command, Now).Refusal;

    public static Effect[] Due(this CustomerMitigation state, int after = 0) => [.. Rules.Due(state, Now.AddSeconds(after))];
}
