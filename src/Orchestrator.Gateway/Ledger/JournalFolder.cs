namespace Orchestrator.Gateway.Ledger;

/// <summary>Finds the journal that a command's argument means.</summary>
internal static class JournalFolder
{
    /// <param name="directory">A journal, or the data directory that holds one.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Find(string directory)
    {
        var below = Path.Combine(directory, "journal");
        var journal = Directory.Exists(below) ? below : directory;
        return Directory.Exists(journal) && Directory.GetFiles(journal).Length > 0 ? journal : null;
    }
}
