using System.Collections.Concurrent;
using System.Diagnostics;

namespace EndToEnd.Tests.Support;

/// <summary>A program that was started by a test: its output so far, and how it ended.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private Shell(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Two threads of a test's tiny model, each waiting for the other by spinning, starve everything else on a small machine.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment.Remove("KUBECONFIG");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', _lines);

    public bool HasExited => _process.HasExited;

    public static Shell Start(string program, string folder, params string[] arguments) => new(program, folder, arguments);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>its exit code, and what it wrote to either stream</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var shell = Start(program, folder, arguments);
        await shell._process.WaitForExitAsync(Patience.Token);
        return (shell._process.ExitCode, shell.Output);
    }

    /// <summary>Kills this process alone, as <c>kill -9</c> does; what it started goes on.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(Patience.Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}
