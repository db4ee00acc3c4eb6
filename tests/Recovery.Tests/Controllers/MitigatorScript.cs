namespace Recovery.Tests.Controllers;

/// <summary>A mitigator as a member would write it: keeps its filter in a file, and a line for each thing it does.</summary>
internal sealed class MitigatorScript
{
    private const string Text = """
        #!/bin/sh
        here=$(dirname "$0")
        # A line without its end is no order: the controller died while it wrote it.
        IFS= read -r order || exit 1
        revision=${order#*'"revision":'}; revision=${revision%%[!0-9]*}
        case $1 in
          apply) [ -e "$here/in-place" ] && echo "apply $revision over what was in place" >> "$here/acts" || echo "apply $revision" >> "$here/acts"
                 echo "$revision" > "$here/in-place"; answer='{"state":"active","rules_free":10}' ;;
          withdraw) [ -e "$here/in-place" ] && echo "withdraw" >> "$here/acts"
                 rm -f "$here/in-place"; answer='{"state":"ended","rules_free":11}' ;;
          status) if [ -e "$here/in-place" ]; then answer='{"state":"active","rules_free":10}'; else answer='{"state":"ended","rules_free":11}'; fi ;;
        esac
        if [ -e "$here/kill-after-$1" ]; then rm "$here/kill-after-$1"; kill -9 $PPID; fi
        echo "$answer"
        """;

    private readonly string _folder;

    public MitigatorScript(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        File.WriteAllText(Path, Text + "\n");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path => System.IO.Path.Combine(_folder, "mitigator");

    public bool InPlace => File.Exists(System.IO.Path.Combine(_folder, "in-place"));

    /// <summary>What it did, in order; a withdrawal of nothing is none.</summary>
    public string[] Acts => File.ReadAllLines(System.IO.Path.Combine(_folder, "acts"));

    public void Forget() => File.Delete(System.IO.Path.Combine(_folder, "acts"));

    /// <summary>The next time it did this it kills the controller that waits for its answer.</summary>
    public void KillControllerAfter(string action) => File.WriteAllText(System.IO.Path.Combine(_folder, "kill-after-" + action), "");
}
