using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Grains.Mitigations;

namespace Orchestrator.Gateway.Mechanism;

/// <summary>From the JSON mechanism's request to what the grains know, and back to a refusal where that cannot be.</summary>
internal static class RequestTranslation
{
    /// <summary>The domain's request, or why there is none.</summary>
    /// <param name="alias">The asker's aliases.</param>
    public static (HelpRequest? Request, MechanismRefusal? Refusal) Translate(MitigationRequest message, Func<string, ImmutableArray<Prefix>?> alias)
    {
        if (message.Header.ToMatch(alias, out var match) is { } refusal)
            return (null, refusal);
        var extension = message.Extension ?? new();
        var (endPoints, unreadable) = ReturningPath.Read(extension);
        if ((unreadable ?? RegistrationLists.Check(extension)) is { } invalid)
            return (null, invalid);

        return (new HelpRequest
        {
            Match = match,
            Action = (HelpAction)(int)message.Action,
            Lifetime = message.Lifetime,
            MaxBandwidthBps = message.MaxBandwidthBps,
            VolumeBps = message.Extension?.VolumeBps ?? message.CurrentThroughputs?.Bps ?? message.PeakThroughputs?.Bps,
            HighestBps = Highest(message, t => t.Bps, message.Extension?.VolumeBps),
            HighestPps = Highest(message, t => t.Pps, null),
            Sources = Sources(message),
            Policy = message.Extension?.Policy is { } policy ? Word(policy) : null,
            Operators = message.Extension?.Operators ?? [],
            AttackTypes = message.Info is { AttackTypes.IsDefaultOrEmpty: false } info ? string.Join(',', info.AttackTypes) : null,
            Started = message.Info?.Started,
            Severity = (int?)message.Info?.Severity,
            Health = message.Info?.Health,
            Ongoing = message.Info?.Ongoing,
            Direction = (int?)message.Info?.Direction,
            Vendor = AttackDescription.Of(message)?.Vendor is { } vendor ? Vendor(vendor) : null,
            PeakBps = message.PeakThroughputs?.Bps,
            PeakPps = message.PeakThroughputs?.Pps,
            AcceptList = extension.AcceptList,
            DropList = extension.DropList,
            TunnelInformation = extension.TunnelInformation,
            NextHop = extension.NextHop,
            EndPoints = [.. endPoints.Select(p => p.Address)],
        }.Sketched(), null);
    }

    private static AttackVendor Vendor(Vendor vendor) => new()
    {
        Name = vendor.Name, Version = vendor.Version, Offset = vendor.Payload?.Offset,
        Sample = vendor.Payload is { Content: { IsEmpty: false } content } ? Convert.ToBase64String(content.AsSpan()) : null,
        Hash = vendor.Payload?.Hash ?? vendor.PayloadHash,
    };

    private static double? Highest(MitigationRequest message, Func<Throughputs, long?> rate, long? volume) =>
        new[] { message.CurrentThroughputs, message.PeakThroughputs, message.AverageThroughputs }.Select(t => t is null ? null : rate(t)).Append(volume).Max();

    /// <summary>What the extension tells of sources, else those of the header.</summary>
    private static ImmutableArray<WeightedSource> Sources(MitigationRequest message) => message.Extension is { Sources.IsDefaultOrEmpty: false } extension
        ? [.. extension.Sources.Select(s => new WeightedSource(s.Prefix, s.Bps, s.Pps, s.Packets))]
        : [.. message.Header.Sources.Distinct().Select(s => new WeightedSource(s))];

    private static string Word(RequestedPolicy policy) => policy switch
    {
        RequestedPolicy.NearSource => "near-source",
        RequestedPolicy.Sightings => "sightings",
        RequestedPolicy.Broadcast => "broadcast",
        RequestedPolicy.Manual => "manual",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
