using System.Text;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>A container's last words: its termination message file, or the end of its log where the spec says so.</summary>
internal static class TerminationMessage
{
    private const int MaximumBytes = 4096;

    public static string? Read(V1Container container, ContainerFiles files, ExitStatus status)
    {
        try
        {
            if (ReadFile(files.TerminationMessage) is { Length: > 0 } message)
                return message;
            return container.TerminationMessagePolicy == "FallbackToLogsOnError" && status.Code != 0 ? LogTail.Quote(files.Log) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the termination message cannot be read: {e.Message}";
        }
    }

    private static string ReadFile(string path)
    {
        if (!File.Exists(path))
            return "";
        using var stream = File.OpenRead(path);
        var data = new byte[MaximumBytes];
        return Encoding.UTF8.GetString(data, 0, stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false));
    }
}
