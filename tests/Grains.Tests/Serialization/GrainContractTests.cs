using System.CodeDom.Compiler;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Serialization;

namespace Grains.Tests.Serialization;

/// <summary>Messages between grains are deeply immutable, named and numbered (design, section 3): what travels today is read by tomorrow's version.</summary>
public sealed class GrainContractTests
{
    public static TheoryData<Type> Types => [.. GrainContract.Own];

    [Fact]
    public void Contract_is_found()
    {
        Assert.Contains(GrainContract.Own, t => t == typeof(HelpRequest));
        Assert.Contains(GrainContract.Own, t => t == typeof(TrafficMatchSurrogate));
        Assert.Contains(GrainContract.Own, t => t == typeof(OperatorProfile));
        Assert.True(GrainContract.Interfaces.Length >= 5);
    }

    [Theory, MemberData(nameof(Types))]
    public void Type_is_the_projects_own_serializable_immutable_and_named(Type type)
    {
        Assert.True(type.Assembly == GrainContract.Assembly, $"{type} is no known immutable type and has no converter");
        Assert.NotNull(type.GetCustomAttribute<GenerateSerializerAttribute>());
        Assert.NotNull(type.GetCustomAttribute<ImmutableAttribute>());
        Assert.NotNull(type.GetCustomAttribute<AliasAttribute>());
        Assert.True(type.IsSealed || type.IsAbstract, $"{type} may be derived from elsewhere");
    }

    [Theory, MemberData(nameof(Types))]
    public void Every_serialized_member_has_a_number_of_its_own(Type type)
    {
        var members = GrainContract.Serialized(type).Select(s => s.Member).ToArray();

        Assert.All(members, m => Assert.True(m.GetCustomAttribute<IdAttribute>() is not null, $"{type.Name}.{m.Name} has no [Id]"));
        Assert.Distinct(members.Select(m => m.GetCustomAttribute<IdAttribute>()!.Id));
    }

    [Theory, MemberData(nameof(Types))]
    public void Members_cannot_be_changed_once_made(Type type)
    {
        // A surrogate lives only while it is written or read.
        if (GrainContract.Converters.Values.Contains(type))
            return;

        foreach (var (member, _) in GrainContract.Serialized(type))
        {
            if (member is PropertyInfo { SetMethod: { } setter })
                Assert.Contains(typeof(IsExternalInit), setter.ReturnParameter.GetRequiredCustomModifiers());
            else if (member is FieldInfo field)
                Assert.True(field.IsInitOnly, $"{type.Name}.{field.Name} can be written");
        }
    }

    [Fact]
    public void Aliases_of_types_are_unique()
    {
        // What the real package generates beside the interfaces bears aliases of its own.
        var written = GrainContract.Assembly.GetTypes().Where(t => !t.IsDefined(typeof(GeneratedCodeAttribute)));
        var aliases = written.Select(t => t.GetCustomAttribute<AliasAttribute>()?.Alias).Where(a => a is not null).ToArray();

        Assert.NotEmpty(aliases);
        Assert.Distinct(aliases);
    }

    [Fact]
    public void Every_grain_interface_and_method_has_an_alias_unique_within_its_interface()
    {
        foreach (var grain in GrainContract.Interfaces)
        {
            Assert.True(grain.GetCustomAttribute<AliasAttribute>() is not null, $"{grain.Name} has no [Alias]");
            Assert.All(grain.GetMethods(), m => Assert.True(m.GetCustomAttribute<AliasAttribute>() is not null, $"{grain.Name}.{m.Name} has no [Alias]"));
            Assert.Distinct(grain.GetMethods().Select(m => m.GetCustomAttribute<AliasAttribute>()!.Alias));
        }
    }

    [Fact]
    public void No_grain_interface_streams() =>
        Assert.All(GrainContract.Methods, m => Assert.DoesNotContain(
            m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType).SelectMany(Parts), t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    [Fact]
    public void State_names_are_unique_per_grain_class_and_grain_types_are_explicit()
    {
        var grains = GrainContract.Assembly.GetTypes().Where(t => t.IsClass && !t.IsAbstract && t.IsAssignableTo(typeof(Grain))).ToArray();

        Assert.True(grains.Length >= 5);
        Assert.All(grains, g => Assert.True(g.GetCustomAttribute<GrainTypeAttribute>() is not null, $"{g.Name} has no [GrainType]"));
        foreach (var grain in grains)
        {
            var names = grain.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.GetCustomAttribute<PersistentStateAttribute>()?.StateName).Where(n => n is not null);
            Assert.Distinct(names);
        }
    }

    [Fact]
    public void Surrogates_give_back_what_they_were_made_of()
    {
        var match = new TrafficMatch
        {
            Destinations = [Prefix.Parse("192.0.2.0/24"), Prefix.Parse("2001:db8::/48")], Sources = [Prefix.Parse("203.0.113.7")], SourcePorts = [new(53, 53)], DestinationPorts = [new(1024, 65535)],
            Protocols = [17], TcpFlags = [TcpFlags.SYN | TcpFlags.ACK], Fragments = [FragmentFlags.IsFragment], PacketLengths = [new(64, 1500)], IcmpTypes = [8], IcmpCodes = [0], Dscps = [46], Ttls = [255],
        };

        Assert.Equal(match, Roundtrip(new TrafficMatchConverter(), match));
        Assert.Equal(new TrafficMatch(), Roundtrip(new TrafficMatchConverter(), new TrafficMatch()));
        Assert.All(match.Destinations.ToArray(), p => Assert.Equal(p, Roundtrip(new PrefixConverter(), p)));
        Assert.Equal(new PortRange(7, 9), Roundtrip(new PortRangeConverter(), new PortRange(7, 9)));
    }

    private static T Roundtrip<T, TSurrogate>(IConverter<T, TSurrogate> converter, T value)
        where TSurrogate : struct
    {
        var surrogate = converter.ConvertToSurrogate(value);
        return converter.ConvertFromSurrogate(surrogate);
    }

    private static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments().SelectMany(Parts).Prepend(type);
}
