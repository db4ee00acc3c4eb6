using Controller.Policy;
using Controller.Settings;
using Dots.Addressing;
using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Customers;

/// <summary>Whom this operator protects, as its files and settings say now: its customers, and itself under its own name.</summary>
internal sealed class CustomerFiles : IDisposable
{
    private readonly ReloadedFile<CustomerList>? _file;
    private readonly Customer _own;
    private volatile Known _known;

    /// <exception cref="SettingsException">The file cannot be used.</exception>
    public CustomerFiles(ControllerSettings settings, TimeProvider time, ILogger<CustomerFiles> log)
    {
        _own = new()
        {
            Id = settings.Name,
            Zones = [.. settings.Registration.Zones.Select(Prefix.Parse)],
            Widest = (24, 48),
            Relay = settings.Escalation.Relay,
        };
        if (settings.Customers.File is { } path)
            _file = new("Customers:File", path, Parse, time, log);
        _known = new(CustomerList.Empty, CustomerList.Empty.With(_own));
    }

    /// <summary>The operator itself is among them, without keys: only its own detector asks for it.</summary>
    public CustomerList Current
    {
        get
        {
            var read = _file?.Current ?? CustomerList.Empty;
            if (!ReferenceEquals(_known.Read, read))
                _known = new(read, read.With(_own));
            return _known.All;
        }
    }

    public void Dispose() => _file?.Dispose();

    private CustomerList Parse(string text)
    {
        var read = CustomerList.Parse(text);
        return read.Find(_own.Id) is null ? read : throw new FormatException($"id {_own.Id} is this operator's own, no customer's");
    }

    private sealed record Known(CustomerList Read, CustomerList All);
}
