using System.IO.Pipelines;
using GptOperator.Local.ApiServer;

namespace GptOperator.Local.Pods;

/// <summary>Reads the logs that the pod runner keeps under the data directory; needs no runner alive.</summary>
internal sealed class PodLogs(string dataDirectory) : IPodLogSource
{
    public Task<Stream?> OpenAsync(string ns, string pod, string container, bool previous, PodLogOptions options, CancellationToken ct)
    {
        var files = PodFolder.Find(dataDirectory, ns, pod)?.Latest(container, previous);
        if (files is null)
            return Task.FromResult<Stream?>(null);

        var log = new FileStream(files.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var pipe = new Pipe();
        _ = Task.Run(() => PumpAsync(new LogReader(files, log, options), pipe.Writer, ct), CancellationToken.None);
        return Task.FromResult<Stream?>(pipe.Reader.AsStream());
    }

    private static async Task PumpAsync(LogReader reader, PipeWriter writer, CancellationToken ct)
    {
        Exception? failure = null;
        try
        {
            using (reader)
                await reader.CopyToAsync(writer, ct);
        }
        catch (OperationCanceledException)
        {
            // The client went away, which ends a followed log.
        }
        catch (IOException e)
        {
            failure = e;
        }

        await writer.CompleteAsync(failure);
    }
}
