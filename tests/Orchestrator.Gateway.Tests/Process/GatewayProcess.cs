using System.Diagnostics;

namespace Orchestrator.Gateway.Tests.Process;

/// <summary>The real executable as a process of its own.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly System.Diagnostics.Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private GatewayProcess(System.Diagnostics.Process process) => (_process, _output, _errors) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    public static GatewayProcess Start(string directory, Dictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        start.ArgumentList.Add(Executable());
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment["ORCHESTRATOR__" + name] = value;
        return new(System.Diagnostics.Process.Start(start)!);
    }

    /// <summary>What a good configuration on a world's files is.</summary>
    public static Dictionary<string, string> Settings(GatewayWorld world, int port) => new()
    {
        ["Listen__0__Endpoint"] = $"127.0.0.1:{port}", ["Development"] = "true", ["Data__Directory"] = world.Folder.Path,
        ["Identity__Certificate"] = world.Folder.File("pki/orchestrator.crt"), ["Identity__Key"] = world.Folder.File("pki/orchestrator.key"),
        ["Identity__Ca"] = world.Authority.CertificatePath, ["Identity__Crl"] = world.Authority.CrlPath, ["Consortium__File"] = world.Folder.File("consortium.json"),
    };

    public async Task<(int ExitCode, string Output, string Errors)> Ended()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, await _output, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // The build puts each project's output beside the others'; the configuration is the tests' own.
    public static string Executable()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "Orchestrator.Gateway", own.Name, "Orchestrator.Gateway.dll");
    }
}
