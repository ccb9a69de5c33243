using System.Text;

namespace GptOperator.Local.Pods;

/// <summary>Finds lines in a log without reading all of it.</summary>
internal static class LogTail
{
    private const int ChunkSize = 64 * 1024;

    /// <returns>Where the last <paramref name="lines"/> lines start; a last line without a line end counts.</returns>
    public static long Start(Stream log, long lines)
    {
        if (lines <= 0)
            return log.Length;
        var chunk = new byte[ChunkSize];
        var end = log.Length;
        while (end > 0)
        {
            var start = Math.Max(0, end - ChunkSize);
            log.Position = start;
            log.ReadExactly(chunk, 0, (int)(end - start));
            for (var i = (int)(end - start) - 1; i >= 0; i--)
            {
                // The line end that closes the log closes the last line; it does not start another.
                if (chunk[i] == '\n' && start + i + 1 < log.Length && --lines == 0)
                    return start + i + 1;
            }

            end = start;
        }

        return 0;
    }

    /// <returns>The first start of a line at or after <paramref name="offset"/>, or the end.</returns>
    public static long NextLine(Stream log, long offset)
    {
        if (offset <= 0)
            return 0;
        log.Position = offset - 1;
        var chunk = new byte[ChunkSize];
        for (int count; (count = log.Read(chunk)) > 0;)
        {
            var newline = chunk.AsSpan(0, count).IndexOf((byte)'\n');
            if (newline >= 0)
                return log.Position - count + newline + 1;
        }

        return log.Length;
    }

    /// <returns>The end of a log as the kubelet quotes it in a termination message: at most 80 lines and 2 KiB.</returns>
    public static string Quote(string path)
    {
        const int MaximumLines = 80, MaximumBytes = 2048;
        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Position = Math.Max(Start(log, MaximumLines), log.Length - MaximumBytes);
        var data = new byte[log.Length - log.Position];
        var count = log.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(data, 0, count);
    }
}
