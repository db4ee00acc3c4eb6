using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism.Tables;

namespace Dots.Mechanism;

/// <summary>
/// How clean traffic gets back to who asked for help (draft, 3.3 and 5.1.1; mechanism, section 6). tunnel_information is words and addresses ("GRE
/// 198.51.100.1", "GRE local=198.51.100.1 key=7"): every address in it is an end point, and nothing in it may be a name that only its reader can resolve.
/// next_hop is one address.
/// </summary>
public static class ReturningPath
{
    private const int MaximumEndPoints = 4, InvalidQuery = 1, BadRequest = 0;

    /// <summary>The end points that a registration names, each with its attribute; or why they cannot be read.</summary>
    public static (ImmutableArray<(string Attribute, Prefix Address)> EndPoints, MechanismRefusal? Refusal) Read(Registration registration) =>
        Read(registration.TunnelInformation, registration.NextHop, InvalidQuery);

    /// <summary>The end points that a request names; or why they cannot be read.</summary>
    public static (ImmutableArray<(string Attribute, Prefix Address)> EndPoints, MechanismRefusal? Refusal) Read(MitigationRequestExtension request) =>
        Read(request.TunnelInformation, request.NextHop, BadRequest);

    private static (ImmutableArray<(string Attribute, Prefix Address)> EndPoints, MechanismRefusal? Refusal) Read(string? tunnelInformation, string? nextHop, int invalid)
    {
        var points = ImmutableArray.CreateBuilder<(string, Prefix)>();
        if (tunnelInformation is { } tunnel)
        {
            foreach (var word in tunnel.Split([' ', ',', ';', '='], StringSplitOptions.RemoveEmptyEntries))
                if (Prefix.TryParse(word, out var address, out _) && address.IsAddress)
                    points.Add((RegistrationTables.TunnelInformation, address));
                else if (!word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                    return Refused(invalid, RegistrationTables.TunnelInformation, tunnel, $"{word} is neither a word nor an address");
            if (points.Count is 0 or > MaximumEndPoints)
                return Refused(invalid, RegistrationTables.TunnelInformation, tunnel, $"expected 1 to {MaximumEndPoints} addresses of end points, e.g. GRE 198.51.100.1");
        }

        if (nextHop is { } hop)
        {
            if (!Prefix.TryParse(hop, out var address, out _) || !address.IsAddress)
                return Refused(invalid, RegistrationTables.NextHop, hop, "expected one address");
            points.Add((RegistrationTables.NextHop, address));
        }

        return (points.ToImmutable(), null);
    }

    private static (ImmutableArray<(string, Prefix)>, MechanismRefusal?) Refused(int invalid, string attribute, string value, string why) => ([], new(500, invalid, $"{attribute} {value}: {why}"));
}
