using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Controller.Settings;
using Dots.Transport.Mechanism;
using Dots.Transport.Passwords;
using Dots.Transport.Signatures;
using Dots.Transport.Tls;
using Hosting.Settings;

namespace Controller;

/// <summary>Who this member is, and how it knows the orchestrator.</summary>
internal sealed record Identity(
    X509Certificate2 Certificate,
    X509Certificate2Collection Intermediates,
    X509Certificate2Collection Authorities,
    string SenderId,
    Uri Orchestrator,
    ServerNameCheck OrchestratorName,
    BasicCredentials? Login,
    SignedMessages Signed)
{
    /// <summary>Asked for help when the orchestrator does not help; they give no orders.</summary>
    public ImmutableArray<(Uri Url, ServerNameCheck Name)> Fallbacks { get; private init; } = [];

    /// <exception cref="SettingsException">Files that cannot be used, all of them; a URL that is not called.</exception>
    public static Identity Load(ControllerSettings settings)
    {
        List<SettingsProblem> problems = [];
        var (identity, orchestrator) = (settings.Identity, settings.Orchestrator);
        var own = Try("Identity:Certificate", () => KeyFiles.Load(identity.Certificate, identity.Key), problems);
        var chain = Try("Identity:Certificate", () => KeyFiles.LoadCertificates(identity.Certificate), problems);
        var authorities = Try("Identity:Ca", () => KeyFiles.LoadCertificates(identity.Ca), problems);
        var url = PeerUrl.Check(orchestrator.Url.AbsoluteUri, settings.Development);
        if (url.Fault is { } fault)
            problems.Add(new("Orchestrator:Url", $"expected the URL of an orchestrator; {orchestrator.Url} {fault}"));
        var fallbacks = orchestrator.Fallbacks.Select((f, i) => Fallback(f, $"Orchestrator:Fallbacks:{i}:Url", settings.Development, problems)).ToImmutableArray();
        if (fallbacks.Select(f => f.Url).Append(url.Url).Distinct().Count() <= fallbacks.Length)
            problems.Add(new("Orchestrator:Fallbacks", "expected URLs that differ from each other and from Orchestrator:Url"));
        var password = orchestrator is { Mode: IdentityMode.ServerOnly, PasswordFile: { } file } ? Try("Orchestrator:PasswordFile", () => KeyFiles.LoadPassword(file), problems) : null;
        var signed = orchestrator.Mode switch
        {
            IdentityMode.Signed => SignedMessages.RequestsAndAnswers,
            IdentityMode.ServerOnly when orchestrator.User is null => SignedMessages.Requests,
            _ => SignedMessages.None,
        };
        if (own is not null && !SigningKey.Fits(own) && (signed != SignedMessages.None || settings.Listen.Any(l => l.Mode != IdentityMode.Mutual)))
            problems.Add(new("Identity:Key", $"expected a key on P-256: with this Mode of Orchestrator or Listen messages are signed ({SigningKey.Algorithm})"));
        if (problems.Count > 0)
            throw new SettingsException(problems.Distinct());

        chain!.RemoveAt(0);
        return new(
            own!, chain, authorities!, Dots.Transport.Tls.SenderId.Of(own!), url.Url!,
            orchestrator.Name is { } name ? ServerNames.Member(name) : ServerNames.Host,
            password is null ? null : new(orchestrator.User!, password), signed) { Fallbacks = fallbacks };
    }

    /// <summary>Whether a certificate of the consortium is the orchestrator's: other members have good certificates too, and order nothing here.</summary>
    public bool IsOrchestrator(X509Certificate2 certificate) => OrchestratorName(certificate, Orchestrator.IdnHost);

    private static (Uri Url, ServerNameCheck Name) Fallback(FallbackSettings fallback, string path, bool development, List<SettingsProblem> problems)
    {
        var url = PeerUrl.Check(fallback.Url.AbsoluteUri, development);
        if (url.Fault is { } fault)
            problems.Add(new(path, $"expected the URL of an orchestrator; {fallback.Url} {fault}"));
        return (url.Url ?? fallback.Url, fallback.Name is { } name ? ServerNames.Member(name) : ServerNames.Host);
    }

    private static T? Try<T>(string path, Func<T> load, List<SettingsProblem> problems)
        where T : class
    {
        try
        {
            return load();
        }
        catch (KeyFileException e)
        {
            problems.Add(new(path, e.Message));
            return null;
        }
    }
}
