using System.Text;

namespace GptOperator.Local.Pods;

/// <summary>Runs a short command beside a container, for probes and hooks.</summary>
internal sealed class CommandRunner(IProcessLauncher launcher, TimeProvider time)
{
    private const int MaximumOutput = 10 * 1024;

    /// <summary>Runs to the end, or kills the command's group after <paramref name="timeout"/>.</summary>
    /// <returns>A null exit code when the time was up.</returns>
    /// <exception cref="ProcessStartException">The command cannot be started.</exception>
    public async Task<(int? ExitCode, string Output)> RunAsync(Func<string, LaunchRequest> request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var output = Path.GetTempFileName();
        try
        {
            var process = launcher.Start(request(output));
            try
            {
                var status = await process.Exited.WaitAsync(timeout, time, cancellationToken);
                return (status.Code ?? ContainerTransitions.KilledExitCode, ReadStart(output));
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                process.Signal(ProcessSignal.Kill);
                if (e is OperationCanceledException)
                    throw;
                return (null, ReadStart(output));
            }
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static string ReadStart(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var data = new byte[MaximumOutput];
        return Encoding.UTF8.GetString(data, 0, stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false));
    }
}
