using Microsoft.Extensions.Logging.Abstractions;
using Storage.Journal;
using Support;

namespace Storage.Tests.Journal;

/// <summary>The suite of all stores, on a real disk.</summary>
public sealed class JournalStoreTests : DocumentStoreTests
{
    private readonly TempFolder _folder = new();

    protected override async Task<IDocumentStore> Open() =>
        await JournalStore.Open(new JournalOptions { Directory = _folder.Path, ReserveBytes = 65536 }, Time, NullLogger.Instance);

    protected override Task Close(IDocumentStore store) => ((JournalStore)store).DisposeAsync().AsTask();

    protected override Task Tidy() => ((JournalStore)Store).Compact();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Null(LedgerVerifier.Verify(_folder.Path).Fault);
        _folder.Dispose();
    }
}
