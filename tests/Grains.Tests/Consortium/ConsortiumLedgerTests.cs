using System.Text;
using System.Text.Json;
using Dots.Addressing;
using Grains.Consortium;
using Grains.Identity;

namespace Grains.Tests.Consortium;

/// <summary>Every change of the consortium is in the ledger with who, from where and why.</summary>
public sealed class ConsortiumLedgerTests
{
    private static readonly Origin Origin = new("admin1", "admin1-key", "192.0.2.7", "because");
    private static readonly EnrolmentToken Token = new(new string('c', 64), "op1", MemberKind.Operator, Registry.Now);

    public static TheoryData<Type> Kinds => [.. typeof(ConsortiumEvent).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(ConsortiumEvent)))];

    [Theory, MemberData(nameof(Kinds))]
    public void Event_says_who_from_where_and_why_and_no_secret(Type kind)
    {
        var constructor = kind.GetConstructors().Single(c => c.GetParameters().Length > 1);
        var happened = (ConsortiumEvent)constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType))]);

        var entry = ConsortiumDocument.Entry(ConsortiumState.None, happened);

        var content = JsonDocument.Parse(entry.Content).RootElement;
        Assert.False(string.IsNullOrWhiteSpace(Text(content, "by")) || string.IsNullOrWhiteSpace(Text(content, "why")));
        if (constructor.GetParameters().Any(p => p.ParameterType == typeof(Origin)))
            Assert.Equal(("admin1", "admin1-key", "192.0.2.7", "because"), (Text(content, "by"), Text(content, "key"), Text(content, "from"), Text(content, "why")));
        Assert.DoesNotContain(Token.Hash, Encoding.UTF8.GetString(entry.Content.Span), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement content, string name) => content.GetProperty(name).GetString();

    private static object? Sample(Type type) =>
        type == typeof(string) ? "op1"
        : type == typeof(DateTimeOffset) ? Registry.Now
        : Nullable.GetUnderlyingType(type) is not null ? null
        : type == typeof(bool) ? true
        : type == typeof(Origin) ? Origin
        : type == typeof(EnrolmentToken) ? Token
        : type == typeof(Member) ? Registry.File.Members[0]
        : type == typeof(Prefix) ? Registry.File.Members[0].Zones[0]
        : type.IsEnum ? Enum.ToObject(type, 0)
        : type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.Invoke([.. type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters().Select(p => Sample(p.ParameterType))]);
}
