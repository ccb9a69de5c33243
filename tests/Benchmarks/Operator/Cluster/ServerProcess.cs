using System.Diagnostics;
using System.Globalization;

namespace GptOperator.Benchmark.Cluster;

/// <summary>A child process that writes its output to a file, and what it has used so far (Linux's /proc).</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>USER_HZ, which Linux fixes at 100 for every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private readonly Process process;
    private readonly Task output;

    private ServerProcess(string name, string log, Process process, Task output) =>
        (Name, Log, this.process, this.output) = (name, log, process, output);

    public string Name { get; }

    /// <summary>The file that holds what it wrote.</summary>
    public string Log { get; }

    /// <summary>Resident memory now, in bytes.</summary>
    public long Memory => StatusBytes("VmRSS");

    /// <summary>The most memory that was resident at once, in bytes.</summary>
    public long PeakMemory => StatusBytes("VmHWM");

    /// <summary>Processor time of all threads, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            // The name in parentheses may hold spaces; user and system time are the 12th and 13th field after it.
            var stat = File.ReadAllText($"/proc/{process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    public static ServerProcess Start(string folder, string name, string path, params IEnumerable<string> arguments)
    {
        var log = Path.Combine(folder, $"{name}.log");
        var info = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(info)!;
        return new ServerProcess(name, log, process, CopyAsync(process, log));
    }

    /// <exception cref="InvalidOperationException">the process has ended by itself</exception>
    public void EnsureRuns()
    {
        if (process.HasExited)
            throw new InvalidOperationException($"{Name} has ended with code {process.ExitCode}:\n{string.Join('\n', File.ReadLines(Log).TakeLast(5))}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        await output;
        process.Dispose();
    }

    private static async Task CopyAsync(Process process, string log)
    {
        await using var writer = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
        async Task CopyLinesAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
                await writer.WriteLineAsync(line);
        }

        await Task.WhenAll(CopyLinesAsync(process.StandardOutput), CopyLinesAsync(process.StandardError));
    }

    private long StatusBytes(string field)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
