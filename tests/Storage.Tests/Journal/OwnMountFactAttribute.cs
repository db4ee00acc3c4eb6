using System.ComponentModel;
using System.Diagnostics;

namespace Storage.Tests.Journal;

/// <summary>A fact that needs a mount namespace of its own with a small tmpfs in it; skipped, with the reason, where that is not allowed.</summary>
public sealed class OwnMountFactAttribute : FactAttribute
{
    /// <summary>As root a mount namespace is enough; others need a user namespace in which they are root.</summary>
    public static readonly string[] Unshare = Environment.IsPrivilegedProcess ? ["unshare", "--mount"] : ["unshare", "--map-root-user", "--mount"];

    private static readonly Lazy<string?> Missing = new(Try);

    public OwnMountFactAttribute()
    {
        if (Missing.Value is { } reason)
            Skip = reason;
    }

    private static string? Try()
    {
        var start = new ProcessStartInfo(Unshare[0]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. Unshare[1..], "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"])
            start.ArgumentList.Add(argument);
        try
        {
            using var probe = Process.Start(start)!;
            var error = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : $"needs a mount namespace with a tmpfs, as root or with user namespaces (util-linux unshare): {error.Trim()}";
        }
        catch (Win32Exception missing)
        {
            return $"needs unshare (util-linux): {missing.Message}";
        }
    }
}
