using Controller.Orders;
using Controller.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Detection;

/// <summary>Fetches rates of targets in Prometheus' text format. Bounded in time and size; redirects are not followed.</summary>
internal sealed partial class ScrapeFeed : IFeed, IDisposable
{
    private const int MaxBytes = 4 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ScrapeSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HttpClient _http;
    private bool _failing;

    public ScrapeFeed(ScrapeSettings settings, TimeProvider time, ILogger log)
    {
        (_settings, _time, _log) = (settings, time, log);
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = Limit }) { MaxResponseContentBufferSize = MaxBytes, Timeout = Limit };
    }

    public string Name => "scrape";

    public async Task Run(Detector detector, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_settings.Seconds), _time);
        try
        {
            do
                await Scrape(detector, stop);
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to.
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task Scrape(Detector detector, CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(_settings.Url, stop);
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"it answered {(int)response.StatusCode}");
            foreach (var sample in MetricsText.Read(await response.Content.ReadAsStringAsync(stop), _settings))
                await detector.Take(Name, sample);
            if (_failing)
                LogBack(_log, _settings.Url!);
            _failing = false;
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or InvalidOperationException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // Said once, and again when it is back.
            if (!_failing)
                LogFailing(_log, _settings.Url!, e is OperationCanceledException ? $"no answer within {Limit.TotalSeconds:0} s" : e.GetBaseException().Message);
            _failing = true;
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            LogNotStored(_log, Name, e);
        }
    }

    [LoggerMessage(3621, LogLevel.Error, "rates cannot be fetched from {Url}: {Problem}. Until that is back it detects nothing", EventName = "ScrapeFailing")]
    private static partial void LogFailing(ILogger log, Uri url, string problem);

    [LoggerMessage(3622, LogLevel.Information, "rates are fetched from {Url} again", EventName = "ScrapeBack")]
    private static partial void LogBack(ILogger log, Uri url);

    [LoggerMessage(3623, LogLevel.Error, "what {Feed} detected could not be stored. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, string feed, Exception exception);
}
