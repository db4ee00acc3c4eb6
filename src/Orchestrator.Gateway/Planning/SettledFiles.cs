namespace Orchestrator.Gateway.Planning;

/// <summary>
/// Tells when files are to be read again: when they have changed and two looks find them alike. One that grows is still being written, and half a table of RPKI
/// payloads is a table too: by it, space may be others' that is not, and what is filtered there would end for good.
/// </summary>
/// <param name="read">As they were when they were last read.</param>
internal sealed class SettledFiles(FileStamps read)
{
    private FileStamps _before = read, _read = read;

    /// <param name="now">What this look finds. When it answers true they count as read.</param>
    public bool AreToBeRead(FileStamps now)
    {
        var settled = now == _before;
        _before = now;
        if (!settled || now == _read)
            return false;
        _read = now;
        return true;
    }
}
