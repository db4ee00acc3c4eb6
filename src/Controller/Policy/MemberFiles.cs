using Controller.Orders;
using Controller.Settings;
using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Policy;

/// <summary>The files in which a member says what it does, each re-read when it changes.</summary>
internal sealed partial class MemberFiles : IDisposable
{
    private static readonly PolicyDocument Defaults = PolicyDocument.Parse("{}");

    private readonly ReloadedFile<PolicyDocument>? _policy;
    private readonly ReloadedFile<CountryTable>? _countries;
    private readonly ReloadedFile<PrefixList>? _own;
    private readonly ReloadedFile<RpkiSpace>? _rpki;
    private readonly ReloadedFile<PrefixList>? _neverFilter;

    /// <exception cref="SettingsException">Every file that cannot be used.</exception>
    public MemberFiles(ControllerSettings settings, TimeProvider time, ILogger<MemberFiles> log)
    {
        List<SettingsProblem> problems = [];
        _countries = Open(settings.Policy.Countries, path => new ReloadedFile<CountryTable>("Policy:Countries", path, CountryTable.Parse, time, log), problems);
        _policy = Open(settings.Policy.File, path => new ReloadedFile<PolicyDocument>("Policy:File", path, text => Parse(text, settings.Policy), time, log), problems);
        _own = Open(settings.Prefixes.File, path => new ReloadedFile<PrefixList>("Prefixes:File", path, PrefixList.Parse, time, log), problems);
        _rpki = Open(settings.Prefixes.Vrps, path => Rpki(path, settings.Prefixes.Asns!, time, log), problems);
        _neverFilter = Open(settings.NeverFilter.File, path => new ReloadedFile<PrefixList>("NeverFilter:File", path, PrefixList.Parse, time, log), problems);
        if (problems.Count > 0)
        {
            Dispose();
            throw new SettingsException(problems);
        }

        if (_neverFilter is null)
            LogNothingProtected(log);
    }

    public PolicyDocument Policy => (_policy?.Current ?? Defaults).With(_countries?.Current ?? CountryTable.Empty);

    public ProtectedSpace Own => new(_own?.Current ?? PrefixList.Empty, _rpki?.Current);

    public PrefixList NeverFilter => _neverFilter?.Current ?? PrefixList.Empty;

    /// <summary>
    /// Grows when people of this member have written other rules. Payloads of the RPKI are fetched by a program, all of which may be missing for an hour: by those only what comes
    /// is judged.
    /// </summary>
    public int RulesVersion => (_policy?.Version ?? 0) + (_countries?.Version ?? 0) + (_own?.Version ?? 0) + (_neverFilter?.Version ?? 0);

    public void Dispose()
    {
        foreach (var file in new IDisposable?[] { _policy, _countries, _own, _rpki, _neverFilter })
            file?.Dispose();
    }

    // Whoever fetches the payloads may be slow, and half of them would be taken for all.
    private static ReloadedFile<RpkiSpace> Rpki(string vrps, string asns, TimeProvider time, ILogger log) =>
        new("Prefixes:Vrps", [vrps, asns], () => RpkiSpace.Read(vrps, asns), TimeSpan.FromSeconds(2), time, log);

    private static PolicyDocument Parse(string text, PolicySettings settings) =>
        PolicyDocument.Parse(text) is var read && read.AsksForCountries && settings.Countries is null
            ? throw new FormatException("orders: a rule asks for country, which takes Policy:Countries")
            : read;

    private static T? Open<T>(string? path, Func<string, T> open, List<SettingsProblem> problems)
        where T : class
    {
        try
        {
            return path is null ? null : open(path);
        }
        catch (SettingsException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    [LoggerMessage(3211, LogLevel.Warning, "NeverFilter:File is not set: orders may filter this member's own infrastructure, resolvers and DNS roots. See deploy/never-filter.sample", EventName = "NothingProtected")]
    private static partial void LogNothingProtected(ILogger log);
}
