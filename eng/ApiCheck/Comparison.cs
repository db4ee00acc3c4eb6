using System.Reflection;

namespace ApiCheck;

/// <summary>Finds what a stand-in has that the real assemblies do not have, or have differently.</summary>
internal sealed class Comparison(Dictionary<string, Type> real)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private const BindingFlags Inherited = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    // Only the runtime implements these, so that the real ones may have more members than the project's subset.
    private static readonly HashSet<string> ByRuntimeOnly =
    [
        "Orleans.IClusterClient", "Orleans.IGrainCallContext", "Orleans.IGrainFactory", "Orleans.IIncomingGrainCallContext",
        "Orleans.IOutgoingGrainCallContext", "Orleans.Hosting.ISiloBuilder", "Orleans.Runtime.IGrainContext", "Orleans.Runtime.IGrainTimer",
    ];

    public List<string> Differences { get; } = [];

    public int Types { get; private set; }

    public int Members { get; private set; }

    public void Compare(Type type)
    {
        Types++;
        if (!real.TryGetValue(type.FullName!, out var other))
        {
            Differences.Add($"{type.FullName} does not exist");
            return;
        }

        Same(type, "kind", Signatures.Kind(type), Signatures.Kind(other));
        Same(type, "attribute usage", Signatures.Usage(type), Signatures.Usage(other));
        if (type.IsEnum)
            Same(type, "underlying type", Signatures.Of(type.GetEnumUnderlyingType()), Signatures.Of(other.GetEnumUnderlyingType()));
        if (type is { IsClass: true, BaseType: { } own } && !Bases(other).Contains(Signatures.Of(own)))
            Differences.Add($"{type.FullName}: does not derive from {Signatures.Of(own)}");
        var interfaces = other.GetInterfaces().Select(Signatures.Of).ToHashSet();
        Differences.AddRange(type.GetInterfaces()
            .Where(one => one.IsVisible && !interfaces.Contains(Signatures.Of(one)))
            .Select(one => $"{type.FullName}: does not implement {Signatures.Of(one)}"));
        CompareMembers(type, other);
        if (type.IsInterface && !ByRuntimeOnly.Contains(type.FullName!))
            CompareImplementable(type, other);
    }

    private void CompareMembers(Type type, Type other)
    {
        // Members that the real type inherits count as its own: callers cannot tell.
        var theirs = other.GetInterfaces().Append(other)
            .SelectMany(one => one.GetMembers(Inherited))
            .Where(Signatures.IsVisible)
            .Select(Signatures.Of)
            .ToHashSet();
        foreach (var member in type.GetMembers(Declared).Where(Signatures.IsVisible))
        {
            Members++;
            var signature = Signatures.Of(member);
            if (theirs.Contains(signature))
                continue;
            var similar = theirs.Where(one => one.Contains($" {member.Name}(", StringComparison.Ordinal) || one.EndsWith($" {member.Name}", StringComparison.Ordinal));
            Differences.Add($"{type.FullName}: {signature}; real: {string.Join(" | ", similar.DefaultIfEmpty("nothing of that name"))}");
        }
    }

    // Who implements the stand-in's interface must have implemented the real one.
    private void CompareImplementable(Type type, Type other)
    {
        var ours = type.GetMembers(Declared).Where(Signatures.IsVisible).Select(Signatures.Of).ToHashSet();
        Differences.AddRange(other.GetMethods(Declared)
            .Where(method => method.IsAbstract && !ours.Contains(Signatures.Of(method)))
            .Select(method => $"{type.FullName}: the real interface also demands {Signatures.Of(method)}"));
    }

    private void Same(Type type, string what, string ours, string theirs)
    {
        if (ours != theirs)
            Differences.Add($"{type.FullName}: {what} is {ours}; real: {theirs}");
    }

    private static IEnumerable<string> Bases(Type type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            yield return Signatures.Of(current);
    }
}
