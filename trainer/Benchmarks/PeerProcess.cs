using System.Diagnostics;
using System.Globalization;

namespace GptTrainer.Benchmarks;

/// <summary>Another program that trains one step for each line it reads.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process process;

    private PeerProcess(Process process) => this.process = process;

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public static async Task<PeerProcess> StartAsync(string command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var peer = new PeerProcess(Process.Start(start)!);
        while (await peer.LineAsync(cancellationToken) != "ready") ;
        return peer;
    }

    /// <summary>The milliseconds of its next step.</summary>
    public async Task<double> StepAsync(CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync("step".AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
        return double.Parse(await LineAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The peer ended before it was asked to; run its command by hand to see why.");
}
