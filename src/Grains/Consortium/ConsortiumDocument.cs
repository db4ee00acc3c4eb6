using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Grains.Identity;
using Grains.Persistence;
using Storage;

namespace Grains.Consortium;

/// <summary>The consortium as it is stored.</summary>
public sealed class ConsortiumDocument : RecordedState<ConsortiumState>
{
    private const string StoppedKind = "stopped";
    private static readonly Origin Crl = new("revocation list", null, "revocation list", "changed there");

    /// <summary>A stop must get through on a full disk too: it is there to end filters.</summary>
    [JsonIgnore]
    public override WritePriority Priority => Events.Any(e => e.Kind == StoppedKind) ? WritePriority.Reserved : WritePriority.Normal;

    internal static LedgerEvent Entry(ConsortiumState state, ConsortiumEvent happened)
    {
        (string Kind, Origin Origin, object Content) = happened switch
        {
            ConsortiumEvent.Named e => ("named", e.Origin, (object)new { e.Name, e.Visibility }),
            // Users by name only: what is in the ledger stays, also a password at rest.
            ConsortiumEvent.MemberSet e => ("member-set", e.Origin, new { Member = e.Member with { Users = [.. e.Member.Users.Select(u => u with { Pbkdf2 = "" })] } }),
            ConsortiumEvent.MemberRemoved e => ("member-removed", e.Origin, new { e.Id }),
            ConsortiumEvent.Stopped e => (StoppedKind, e.Origin, new { e.Stop.Scope, e.Stop.Subject }),
            ConsortiumEvent.Resumed e => ("resumed", e.Origin, new { e.Stop.Scope, e.Stop.Subject, StoppedBy = e.Stop.By, StoppedAt = e.Stop.At }),
            ConsortiumEvent.ClaimRefused e => ("claim-refused", e.Origin, new { e.Claim.Member, e.Claim.Zone }),
            ConsortiumEvent.TokenMinted e => ("token-minted", e.Origin, new { e.Token.Member, e.Token.Until, Token = Short(e.Token) }),
            ConsortiumEvent.KeyEnrolled e => ("key-enrolled", e.Origin, new { e.Token.Member, e.Key, Token = Short(e.Token) }),
            ConsortiumEvent.KeyRemoved e => ("key-removed", e.Origin, new { e.Member, e.Key }),
            ConsortiumEvent.CertificateShown e => ("certificate-shown", new Origin(e.Member, e.Certificate.Key, null, "came with it"), new { e.Certificate, e.Forgotten }),
            ConsortiumEvent.CertificateRevoked e => ("certificate-revoked", Crl, new { e.Member, e.Certificate, e.Suspends }),
            ConsortiumEvent.CertificateRestored e => ("certificate-restored", Crl, new { e.Member, e.Certificate }),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var entry = (JsonObject)JsonSerializer.SerializeToNode(Origin, DocumentJson.Options)!;
        foreach (var (name, value) in (JsonObject)JsonSerializer.SerializeToNode(Content, Content.GetType(), DocumentJson.Options)!)
            entry[name == "key" ? "memberKey" : name] = value?.DeepClone();
        return new LedgerEvent(happened.At, Kind, JsonSerializer.SerializeToUtf8Bytes(entry, DocumentJson.Options));
    }

    // Enough to tell tokens apart, of no use to whoever reads it.
    private static string Short(EnrolmentToken token) => token.Hash[..12];
}
