using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Dots.Mechanism;
using Dots.Transport.Signatures;

namespace Dots.Transport.Mechanism;

/// <summary>
/// Client side of the JSON mechanism: sends messages to one peer over TLS, proving who it is as the options say (mechanism, sections 1, 4 and 5). Each method sends one message once and
/// says what became of it; whether to try again is the caller's (<see cref="RetryPolicy"/>). Throws only when the caller's own token is cancelled.
/// Safe for concurrent use; keeps its connection warm until disposed.
/// </summary>
public sealed class MechanismClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new(RequestEnvelope.Json);

    private readonly MechanismClientOptions _options;
    private readonly TimeProvider _time;
    private readonly SslStreamCertificateContext? _own;
    private readonly RequestSigner? _signer;
    private readonly Uri?[] _addresses = new Uri?[Enum.GetValues<MessageName>().Length];
    private readonly Lock _replacing = new();
    private volatile Connections _connections;

    /// <exception cref="ArgumentException">Without certificate and login, or a certificate that cannot sign what is to be signed.</exception>
    public MechanismClient(MechanismClientOptions options, TimeProvider time)
    {
        if (options is { Certificate: null, Login: null } or { Certificate: null, Signed: not SignedMessages.None })
            throw new ArgumentException("Without a certificate this side cannot prove who it is", nameof(options));
        (_options, _time) = (options, time);
        // Offline: what goes with the certificate is given, not fetched.
        _own = options.Certificate is { } certificate ? SslStreamCertificateContext.Create(certificate, options.Intermediates, offline: true) : null;
        _signer = options.Signed == SignedMessages.None ? null : new RequestSigner(options.Certificate!, time);
        _connections = new Connections(options, _own);
    }

    public Uri Url => _options.Url;

    public Task<SendResult<RegistrationResponse>> Register(Registration message, CancellationToken cancellation) => Send<Registration, RegistrationResponse>(MessageName.Registration, message, cancellation);

    public Task<SendResult<RegistrationCancellingResponse>> CancelRegistration(RegistrationCancelling message, CancellationToken cancellation) => Send<RegistrationCancelling, RegistrationCancellingResponse>(MessageName.RegistrationCancelling, message, cancellation);

    /// <summary>A request to the orchestrator, or an order to a controller.</summary>
    public Task<SendResult<MitigationStatusUpdates>> Request(MitigationRequest message, CancellationToken cancellation) => Send<MitigationRequest, MitigationStatusUpdates>(MessageName.MitigationRequest, message, cancellation);

    public Task<SendResult<MitigationStatusUpdates>> Efficacy(MitigationEfficacyUpdates message, CancellationToken cancellation) => Send<MitigationEfficacyUpdates, MitigationStatusUpdates>(MessageName.MitigationEfficacyUpdates, message, cancellation);

    /// <summary>A report to the orchestrator, or the status to an asker.</summary>
    public Task<SendResult<Nothing>> Status(MitigationStatusUpdates message, CancellationToken cancellation) => Send<MitigationStatusUpdates, Nothing>(MessageName.MitigationStatusUpdates, message, cancellation);

    public Task<SendResult<MitigationStatusUpdates>> Terminate(MitigationTerminationRequest message, CancellationToken cancellation) => Send<MitigationTerminationRequest, MitigationStatusUpdates>(MessageName.MitigationTerminationRequest, message, cancellation);

    public Task<SendResult<Nothing>> Acknowledge(MitigationTerminationStatusAcknowledgement message, CancellationToken cancellation) => Send<MitigationTerminationStatusAcknowledgement, Nothing>(MessageName.MitigationTerminationStatusAcknowledgement, message, cancellation);

    public Task<SendResult<Heartbeat>> Heartbeat(Heartbeat message, CancellationToken cancellation) => Send<Heartbeat, Heartbeat>(MessageName.Heartbeat, message, cancellation);

    public Task<SendResult<Nothing>> AskSighting(SightingRequest message, CancellationToken cancellation) => Send<SightingRequest, Nothing>(MessageName.SightingRequest, message, cancellation);

    public Task<SendResult<Nothing>> ReportSighting(SightingReport message, CancellationToken cancellation) => Send<SightingReport, Nothing>(MessageName.SightingReport, message, cancellation);

    /// <summary>Makes the connection ahead of the first message, so that an order does not wait for a handshake. Any HTTP answer is success.</summary>
    public Task<SendResult<Nothing>> Connect(CancellationToken cancellation) =>
        Exchange(HttpMethod.Options, MessageName.Heartbeat, null, static (_, _, _) => Task.FromResult<SendResult<Nothing>>(new SendResult<Nothing>.Ok(Nothing.Instance)), cancellation);

    public void Dispose() => _connections.Dispose();

    private Task<SendResult<TAnswer>> Send<TMessage, TAnswer>(MessageName name, TMessage message, CancellationToken cancellation)
        where TMessage : class where TAnswer : class
    {
        var body = MechanismCodec.Encode(message);
        // A refusal repeats the request before it says why.
        var limits = (_options.AnswerBytes, _options.AnswerBytes + body.Length);
        return Exchange(HttpMethod.Post, name, body, (response, signed, deadline) => AnswerReader.Read<TAnswer>(response, name, limits, signed, _time.GetUtcNow(), deadline), cancellation);
    }

    // The same few addresses for as long as the client lives. Two threads may both make one; each is good.
    private Uri Address(MessageName name) => _addresses[(int)name] ??= new Uri(Url, "dots/api/" + name.WireName());

    private async Task<SendResult<T>> Exchange<T>(HttpMethod method, MessageName name, ReadOnlyMemory<byte>? body, Func<HttpResponseMessage, SignedAnswer?, CancellationToken, Task<SendResult<T>>> read, CancellationToken cancellation)
        where T : class
    {
        cancellation.ThrowIfCancellationRequested();
        if (_options.Circuit is { } circuit && !circuit.TryEnter())
            return new SendResult<T>.Unreachable(UnreachableKind.CircuitOpen, $"not tried: {Url.Authority} failed repeatedly, next probe at {circuit.OpenUntil:u}");

        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation) : null;
        var ended = either?.Token ?? deadline.Token;
        // HTTP/2 where the peer has it: measured on loopback it costs 40 us more for one message at a time, but sixteen at once take a third of the time and need one
        // connection instead of eight, each of which costs a handshake of 4 ms and more over distance; and only it has pings. Orders come in bursts.
        using var request = new HttpRequestMessage(method, Address(name)) { Content = Content(body), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.Date = _time.GetUtcNow();
        if (_options.Login is { } login)
            request.Headers.TryAddWithoutValidation("Authorization", login.Header);
        var connections = Current();
        try
        {
            var nonce = body is { } signed ? _signer?.Sign(request, signed.Span) : null;
            using var response = await connections.Invoker.SendAsync(request, ended);
            var answer = nonce is not null && _options.Signed == SignedMessages.RequestsAndAnswers ? new SignedAnswer(connections.Servers, nonce, _options.ClockSkew, _time) : null;
            return Told(await read(response, answer, ended));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _options.Circuit?.Abandoned();
            throw;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Told(new SendResult<T>.Unreachable(UnreachableKind.Timeout, $"no answer within {_options.Deadline.TotalSeconds:0.0} s"));
        }
        catch (ObjectDisposedException e) when (!ReferenceEquals(connections, _connections))
        {
            return Told(new SendResult<T>.Unreachable(UnreachableKind.Closed, $"the connection was given up while sending: {e.Message}"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            var (kind, detail) = SendFailure.Of(e);
            return Told(new SendResult<T>.Unreachable(kind, detail));
        }
    }

    private static ReadOnlyMemoryContent? Content(ReadOnlyMemory<byte>? body) => body is { } bytes ? new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = Json } } : null;

    // A refusal is a sign of life; only silence and nonsense count against the peer.
    private SendResult<T> Told<T>(SendResult<T> result) where T : class
    {
        if (result is SendResult<T>.Unreachable)
            _options.Circuit?.Failed();
        else
            _options.Circuit?.Succeeded();
        return result;
    }

    // A warm connection to a server whose certificate has been revoked or has expired since is given up; the new handshake says what is wrong, if it still is.
    private Connections Current()
    {
        var current = _connections;
        if (current.Servers.NoLongerAccepted() is null)
            return current;
        lock (_replacing)
        {
            if (ReferenceEquals(current, _connections))
            {
                _connections = new Connections(_options, _own);
                current.Dispose();
            }
            return _connections;
        }
    }

    private sealed class Connections : IDisposable
    {
        internal Connections(MechanismClientOptions options, SslStreamCertificateContext? own)
        {
            Servers = new ServerCertificates(options.Certificates, options.ServerName, options.Url.IdnHost, options.AcceptRevoked);
            Invoker = new HttpMessageInvoker(PeerHandler.Make(options, own, Servers));
        }

        internal ServerCertificates Servers { get; }
        internal HttpMessageInvoker Invoker { get; }

        public void Dispose() => Invoker.Dispose();
    }
}
