using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using GptOperator.Local.ApiServer;

namespace GptOperator.Local.Pods;

/// <summary>Copies the part of a log that was asked for, with times if wanted, and goes on while the container runs.</summary>
internal sealed class LogReader(ContainerFiles files, FileStream log, PodLogOptions options) : IDisposable
{
    private const int ChunkSize = 64 * 1024;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _chunk = new byte[ChunkSize];
    private LogTimes _times = LogTimes.Read(files);
    private long _left = options.LimitBytes ?? long.MaxValue;
    private bool _atLineStart = true;

    public void Dispose() => log.Dispose();

    public async Task CopyToAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        log.Position = Start();
        while (_left > 0)
        {
            // Looked at before the rest is read, so that nothing written before the end is missed.
            var ended = !options.Follow || File.Exists(files.End) || !File.Exists(files.Log);
            if (!await CopyRestAsync(writer, cancellationToken) || ended)
                return;
            await Task.Delay(LookInterval, cancellationToken);
            _times = LogTimes.Read(files);
        }
    }

    /// <returns>False when the reader is gone.</returns>
    private async Task<bool> CopyRestAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        while (_left > 0)
        {
            var position = log.Position;
            var count = await log.ReadAsync(_chunk, cancellationToken);
            if (count == 0)
                break;
            Write(writer, position, _chunk.AsSpan(0, count));
            if ((await writer.FlushAsync(cancellationToken)).IsCompleted)
                return false;
        }

        return true;
    }

    private void Write(PipeWriter writer, long position, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0 && _left > 0)
        {
            if (options.Timestamps && _atLineStart)
                Send(writer, Encoding.ASCII.GetBytes(_times.At(position).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture)));
            var newline = options.Timestamps ? data.IndexOf((byte)'\n') : -1;
            var length = newline < 0 ? data.Length : newline + 1;
            Send(writer, data[..length]);
            _atLineStart = newline >= 0;
            position += length;
            data = data[length..];
        }
    }

    private void Send(PipeWriter writer, ReadOnlySpan<byte> data)
    {
        var count = (int)Math.Min(data.Length, _left);
        System.Buffers.BuffersExtensions.Write(writer, data[..count]);
        _left -= count;
    }

    private long Start()
    {
        var start = options.TailLines is { } lines ? LogTail.Start(log, lines) : 0;
        if (options.Since is { } since)
            start = Math.Max(start, LogTail.NextLine(log, Math.Min(_times.OffsetOf(since), log.Length)));
        return start;
    }
}
