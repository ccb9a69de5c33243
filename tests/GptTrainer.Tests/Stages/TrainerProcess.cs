using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;

namespace GptTrainer.Tests.Stages;

/// <summary>A real gpt-trainer in a process of its own.</summary>
internal sealed class TrainerProcess : IDisposable
{
    private readonly Process process;
    private readonly string terminationLog = Path.GetTempFileName();
    private readonly StringBuilder log = new();
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> awaited = [];

    public TrainerProcess(string jobFile, string stage, int port = 0)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "gpt-trainer"), ["run"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                [TrainerEnvironment.JobFile] = jobFile,
                [TrainerEnvironment.Stage] = stage,
                [TrainerEnvironment.HttpPort] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                [TrainerEnvironment.TerminationLog] = terminationLog,
                // Threads that wait for each other over tiny models spin, which starves the tests beside this one.
                ["DOTNET_PROCESSOR_COUNT"] = "1",
            },
        };
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Log
    {
        get
        {
            lock (log) return log.ToString();
        }
    }

    public TerminationMessage Message =>
        JsonSerializer.Deserialize<TerminationMessage>(File.ReadAllBytes(terminationLog), ContractJson.Options)!;

    /// <summary>The first line with that text, past ones included.</summary>
    public async Task<string> LineAsync(string text)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (log)
        {
            if (log.ToString().Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line) return line;
            awaited.Add((text, seen));
        }
        return await seen.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public void Terminate() => Assert.Equal(0, Signal(process.Id, 15));

    public void Kill() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
        File.Delete(terminationLog);
    }

    private void Add(string? line)
    {
        if (line is null) return;
        lock (log)
        {
            log.Append(line).Append('\n');
            foreach (var (_, seen) in awaited.Where(wait => line.Contains(wait.Text, StringComparison.Ordinal))) seen.TrySetResult(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
