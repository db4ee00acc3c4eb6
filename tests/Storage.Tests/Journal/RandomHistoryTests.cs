using Storage.Journal;
using Storage.Tests.Journal.Disk;
using Support;

namespace Storage.Tests.Journal;

/// <summary>Random histories of writes, compactions, kills, losses of power and full disks; after each restart the store must be what a model says.</summary>
public sealed class RandomHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Store_equals_its_model_whatever_happens(int thread)
    {
        for (var seed = thread * 1000; seed < (thread * 1000) + 25; seed++)
        {
            try
            {
                await new History(seed).Run();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }

    private sealed class History(int seed)
    {
        private static readonly JournalOptions Options =
            new() { Directory = MemoryJournal.Directory, ReserveBytes = 8192, CompactAfterBytes = 2048, LedgerSegmentBytes = 2048 };

        private readonly Random _random = new(seed);
        private readonly ManualTime _time = new();

        // What was acknowledged; and for keys whose last write nobody answered, what it would have made of them.
        private readonly Dictionary<string, Stored> _model = [];
        private readonly Dictionary<string, Stored> _unknown = [];
        private MemoryDisk _disk = new();
        private JournalStore _store = null!;

        public async Task Run()
        {
            _store = await MemoryJournal.Open(_disk, time: _time, options: Options);
            for (var step = 0; step < 25; step++)
            {
                switch (_random.Next(8))
                {
                    case 0:
                        await Record.ExceptionAsync(() => _store.Compact());
                        break;
                    case 1:
                        await Restart(_disk.Kill());
                        break;
                    case 2:
                        var crashed = _disk.Crash(_random);
                        crashed.StopBefore = _random.Next(1, 40);
                        await Restart(crashed);
                        _disk.StopBefore = long.MaxValue;
                        break;
                    case 3:
                        await _store.DisposeAsync();
                        await Restart(_disk);
                        break;
                    case 4:
                        _disk.StopBefore = _disk.Operations + _random.Next(1, 30);
                        break;
                    case 5:
                        _disk.Capacity = _random.Next(2) == 0 ? long.MaxValue : _disk.Files.Values.Sum(f => f.Length) + _random.Next(2000);
                        _time.Advance(TimeSpan.FromSeconds(2));
                        break;
                    default:
                        await WriteSome();
                        break;
                }

                if (_disk.Ended.IsCompleted)
                    await Restart(_disk.Crash(_random));
            }

            await Restart(_disk.Crash(_random));
            await _store.DisposeAsync();
            Assert.Null(LedgerVerifier.Verify(MemoryJournal.Directory, _disk).Fault);
        }

        private async Task WriteSome()
        {
            var writes = Enumerable.Range(0, _random.Next(1, 12)).Select(_ => $"k{_random.Next(12)}").Distinct().Select(key =>
            {
                var known = _model.GetValueOrDefault(key);
                var content = new string((char)('a' + _random.Next(26)), _random.Next(600));
                var kind = $"{_random.Next(1000)}";
                var priority = (WritePriority)_random.Next(2);
                return (Key: key, Next: new Stored(content, [.. known?.Kinds ?? [], kind], ""), Outcome: Try(key, content, kind, known?.Version, priority));
            }).ToList();

            foreach (var (key, next, outcome) in writes)
            {
                var (version, failure) = await outcome;
                if (failure is null)
                    _model[key] = next with { Version = version! };
                else if (failure is WriteOutcomeUnknownException)
                    _unknown[key] = next;
                else
                    Assert.IsType<StoreFullException>(failure);
            }
        }

        private async Task<(string? Version, Exception? Failure)> Try(string key, string content, string kind, string? expected, WritePriority priority)
        {
            try
            {
                return (await _store.Write(Given.Write(key, content) with { Expected = expected, Events = [Given.Event(kind)], Active = Given.Row(key, content.Length > 300 ? "long" : "short") }, priority), null);
            }
            catch (Exception failure) when (failure is StoreFullException or WriteOutcomeUnknownException)
            {
                return (null, failure);
            }
        }

        private async Task Restart(MemoryDisk disk)
        {
            _store = await Open(disk);
            foreach (var key in Enumerable.Range(0, 12).Select(i => $"k{i}"))
                await Compare(key);
            _unknown.Clear();
            Assert.Equal(_model.Count(m => m.Value.Content.Length > 300), (await _store.ActiveOfMember("long")).Count);
            Assert.Equal(_model.Count(m => m.Value.Content.Length <= 300), (await _store.ActiveOfMember("short")).Count);
        }

        // The power may go while it opens, too.
        private async Task<JournalStore> Open(MemoryDisk disk)
        {
            for (_disk = disk; ; _disk = _disk.Crash(_random))
            {
                _disk.Capacity = long.MaxValue;
                try
                {
                    return await MemoryJournal.Open(_disk, time: _time, options: Options);
                }
                catch (PowerLostException)
                {
                    Assert.NotEqual(long.MaxValue, _disk.StopBefore);
                }
            }
        }

        private async Task Compare(string key)
        {
            var document = await _store.Read(Given.Write(key, "").Key);
            var kinds = await _store.Kinds(key);
            if (_unknown.TryGetValue(key, out var unknown) && kinds.Count == unknown.Kinds.Length)
                _model[key] = unknown with { Version = document!.Version };

            var expected = _model.GetValueOrDefault(key);
            Assert.Equal((expected?.Content, expected?.Version), (document is null ? null : Given.Text(document.Content), document?.Version));
            Assert.Equal(expected?.Kinds ?? [], kinds);
        }
    }

    private sealed record Stored(string Content, string[] Kinds, string Version);
}
