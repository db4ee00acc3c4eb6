using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Conformance.Tests.Mutations;

/// <summary>One peer on one connection after the other: makes mutations, sends them, judges the answers, keeps what led to something new.</summary>
internal sealed class Sender(string name, Uri url, X509Certificate2? certificate, Dialogue dialogue, AnswerRules rules, IReadOnlyList<string> words, int seed, Tally tally) : IAsyncDisposable
{
    private const int KeptInputs = 200, LongestKept = 8 * 1024;
    private const double Odd = 0.06, Breaking = 0.17;

    // Of bodies that are refused as they are most mutations are refused for the same, so those that got further are chosen more often.
    private const double FromUnderstood = 0.35, FromRefused = 0.15;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);
    private readonly JsonMutations _json = new(words);
    private readonly HashSet<string> _signatures = new(StringComparer.Ordinal);
    private readonly List<(string Endpoint, byte[] Template)> _understood = [];
    private readonly List<(string Endpoint, byte[] Template)> _refused = [];
    private readonly Seed[] _chosen = [.. dialogue.Seeds.SelectMany(s => Enumerable.Repeat(s, s.Weight))];
    private PeerConnection? _connection;
    private int _onThis;
    private int _sent;

    public string Name => name;

    public Dialogue Dialogue => dialogue;

    /// <summary>Bytes that the inputs kept so far take here, about: they are the test's, not the servers'.</summary>
    public long Kept => _understood.Concat(_refused).Sum(k => k.Template.Length + 64L) + _signatures.Sum(s => (2L * s.Length) + 80);

    /// <summary>The address to come from next, asked for each connection; null: whichever.</summary>
    public Func<IPAddress>? From { get; init; }

    /// <summary>Requests after which a new connection is made.</summary>
    public int PerConnection { get; init; } = int.MaxValue;

    /// <summary>Every valid body is answered as it should be; then everything is as at the beginning.</summary>
    public async Task Valid()
    {
        foreach (var valid in dialogue.Seeds)
            await Say(valid);
        await dialogue.Begin(this);
    }

    /// <summary>Sends this many mutations.</summary>
    public async Task Run(int count)
    {
        for (var i = 0; i < count && !tally.Enough; i++)
        {
            _sent++;
            var shot = Mutation();
            try
            {
                await (shot.IsAlone ? Alone(shot) : InTurn(shot));
            }
            catch (Exception e) when (IsOfConnection(e))
            {
                tally.Fail($"{name} mutation {_sent}: {e.Message}\n  {shot}");
                await Close();
            }
        }
    }

    /// <summary>Sends a valid body and waits out refusals for its rate.</summary>
    public Task Say(Seed valid) => Say(valid.Endpoint, dialogue.Filled(valid.Body), valid.Status);

    /// <param name="expected">What it may be answered.</param>
    public async Task Say(string endpoint, byte[] body, params int[] expected)
    {
        var shot = new Shot(endpoint, body);
        PeerConnection.PeerAnswer? answer;
        try
        {
            answer = await Patiently(shot);
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            tally.Fail($"{name}: a valid message was not answered: {e.Message}\n  {shot}");
            await Close();
            return;
        }

        if (answer is null || !expected.Contains(answer.Status) || rules.Broken(shot, answer) is not null)
            tally.Fail($"{name}: a valid message was not answered {string.Join(" or ", expected)} but {answer?.ToString() ?? "not at all"}\n  {shot}");
    }

    public async ValueTask DisposeAsync() => await Close();

    private Shot Mutation()
    {
        while (true)
        {
            var (endpoint, template) = Chosen();
            var filled = dialogue.Filled(template);
            var shot = new Shot(endpoint, (byte[])filled.Clone());
            shot.Set("Date", tally.Date);
            shot.IsOdd = _random.NextDouble() < Odd;
            shot.IsAlone = shot.IsOdd && _random.NextDouble() < Breaking;
            if (shot.IsOdd)
            {
                var changes = shot.IsAlone ? HeaderMutations.Breaking : HeaderMutations.Kept;
                var (change, apply) = changes[_random.Next(changes.Length)];
                shot.Trail.Add(change);
                apply(shot, _random);
            }

            if (!shot.IsOdd || _random.Next(2) == 0)
                for (var steps = 1 + (_random.Next(3) == 0 ? _random.Next(1, 4) : 0); steps > 0; steps--)
                    Step(shot);
            // Nothing that is sent here may make a server call anybody outside this machine.
            if ((shot.IsOdd || !shot.Body.AsSpan().SequenceEqual(filled)) && StaysHere(shot.Body))
                return shot;
        }
    }

    private (string Endpoint, byte[] Template) Chosen()
    {
        var chosen = _chosen[_random.Next(_chosen.Length)];
        var luck = _random.NextDouble();
        if (luck >= FromUnderstood + FromRefused)
            return (chosen.Endpoint, chosen.Body);
        var kept = (luck < FromUnderstood ? _understood : _refused).Where(k => k.Endpoint == chosen.Endpoint).ToArray();
        return kept.Length == 0 ? (chosen.Endpoint, chosen.Body) : kept[_random.Next(kept.Length)];
    }

    private void Step(Shot shot)
    {
        var other = _chosen[_random.Next(_chosen.Length)].Body;
        var kind = _random.Next(100);
        if (kind < 68 && _json.Apply(shot.Body, other, _random, out var change) is { } changed)
        {
            shot.Body = changed;
            shot.Trail.Add(change);
        }
        else if (kind is >= 68 and < 72)
        {
            shot.Body = ByteMutations.Splice(shot.Body, other, _random);
            shot.Trail.Add("splice");
        }
        else
        {
            var (damage, apply) = ByteMutations.All[_random.Next(ByteMutations.All.Length)];
            shot.Body = apply(shot.Body, _random);
            shot.Trail.Add(damage);
        }
    }

    private static bool IsOfConnection(Exception e) => e is TimeoutException or InvalidDataException or IOException or OperationCanceledException or AuthenticationException;

    private static bool StaysHere(byte[] body)
    {
        if (body.AsSpan().IndexOf("callback"u8) < 0)
            return true;
        try
        {
            using var read = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            return Stays(read.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Refused by whoever reads it.
            return true;
        }
    }

    private static bool Stays(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(m => m.Name == "callback_url" ? IsHere(m.Value) : Stays(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(Stays),
        _ => true,
    };

    private static bool IsHere(JsonElement url) => url.ValueKind != JsonValueKind.String || !Uri.TryCreate(url.GetString(), UriKind.Absolute, out var to) || to.Host is "localhost" || (IPAddress.TryParse(to.Host, out var at) && IPAddress.IsLoopback(at));

    private async Task InTurn(Shot shot)
    {
        if (await Patiently(shot) is not { } answer)
        {
            tally.Fail($"{name} mutation {_sent}: closed without an answer\n  {shot}");
            return;
        }

        await Judge(shot, answer);
    }

    private async Task Alone(Shot shot)
    {
        await using var connection = await PeerConnection.Open(url, certificate, From?.Invoke());
        foreach (var answer in await connection.Last(shot.ToBytes(), shot.Method == "HEAD"))
            await Judge(shot, answer);
        tally.Count(shot, null);
    }

    private async Task Judge(Shot shot, PeerConnection.PeerAnswer answer)
    {
        tally.Count(shot, answer);
        var broken = rules.Broken(shot, answer);
        if (broken is null && answer.Status == 200)
            broken = await dialogue.After(this, shot, answer);
        if (broken is not null)
            tally.Fail($"{name} mutation {_sent}: {broken}\n  {shot}\n  answered {answer}");
        var kept = answer.Status is 400 or 500 ? _refused : _understood;
        if (!shot.IsOdd && shot.Body.Length <= LongestKept && kept.Count < KeptInputs && _signatures.Add(AnswerRules.Signature(shot, answer)))
            kept.Add((shot.Endpoint, dialogue.Template(shot.Body)));
    }

    private async Task<PeerConnection.PeerAnswer?> Patiently(Shot shot)
    {
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            // A mutation of the date stays as it is.
            if (!shot.IsOdd)
                shot.Set("Date", tally.Date);
            _connection ??= await PeerConnection.Open(url, certificate, From?.Invoke());
            var answer = await _connection.Exchange(shot.ToBytes(), shot.Method == "HEAD");
            if (answer is null || answer.Closes || ++_onThis >= PerConnection)
                await Close();
            if (answer?.Status != 429)
                return answer;
            tally.Waited();
            await pause.WaitForNextTickAsync();
        }
    }

    private async Task Close()
    {
        _onThis = 0;
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }
}
