using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Bench.World;
using Dots.Addressing;
using Dots.Transport.Tls;

namespace Bench.Accept.Mixed;

/// <summary>Who there is: operators, of whose controllers one never answers, and customers, each with a key of its own.</summary>
internal sealed class Members
{
    /// <summary>The operator whose controller takes orders and never answers. Last in every order, so that it is asked only where sources are its own.</summary>
    public const string Silent = "silent";

    private const int OperatorCount = 20;
    private const int SourcesOfAnAttack = 6;

    public Members(Pki pki, int count)
    {
        Customers = [.. Enumerable.Range(0, count - OperatorCount).Select(n => $"customer{n}")];
        Certificates = new X509Certificate2[count];
        var ids = (string[])[.. Operators, .. Customers];
        Parallel.For(0, count, n => Certificates[n] = pki.Issue(ids[n]));
    }

    public string[] Operators { get; } = [.. Enumerable.Range(0, OperatorCount - 1).Select(n => $"op{n:d2}"), Silent];

    public string[] Customers { get; }

    private X509Certificate2[] Certificates { get; }

    public static uint Asn(int n) => (uint)(4_200_000_000 + n);

    public static string OperatorZone(int n) => $"10.0.{n}.0/24";

    /// <summary>Entries of consortium.json.</summary>
    public IEnumerable<object> Entries() =>
    [
        .. Operators.Select((id, n) => (object)new { id, kind = "operator", state = "approved", asns = new[] { Asn(n) }, zones = new[] { OperatorZone(n) }, evidence = "bench", keys = new[] { SenderId.Of(Certificates[n]) } }),
        .. Customers.Select((id, n) => (object)new { id, kind = "customer", state = "approved", zones = new[] { Participant.Zone(n) }, evidence = "bench", keys = new[] { SenderId.Of(Certificates[OperatorCount + n]) } }),
    ];

    public Participant[] OperatorsAt(Uri server, Uri controllers) =>
        [.. Operators.Select((id, n) => Participant.Operator(id, n, new Uri(controllers, id + "/"), server, Certificates[n]))];

    public Participant[] CustomersAt(Uri server) => [.. Customers.Select((id, n) => Participant.Customer(id, n, server, Certificates[OperatorCount + n]))];

    /// <summary>Sources in networks of some operators, all others chosen by the seed.</summary>
    /// <param name="silent">Whether one stands in the network of the operator that does not answer, so that it is asked too.</param>
    public static ImmutableArray<Prefix> Sources(Random random, bool silent)
    {
        var answering = Enumerable.Range(0, OperatorCount - 1).ToArray();
        random.Shuffle(answering);
        var chosen = answering.Take(silent ? SourcesOfAnAttack - 1 : SourcesOfAnAttack).Concat(silent ? [OperatorCount - 1] : Array.Empty<int>());
        return [.. chosen.Select(n => Prefix.Parse($"10.0.{n}.{random.Next(1, 255)}"))];
    }

    /// <summary>The flooder shows the certificate of a customer.</summary>
    public X509Certificate2 CertificateOfCustomer(int n) => Certificates[OperatorCount + n];
}
