namespace GptOperator.Local.ApiServer.Chaos;

/// <summary>Stands between a watch and its connection, and passes its lines on as a <see cref="Fault.DisturbedWatch"/> says.</summary>
internal sealed class DisturbedWatchStream(Stream connection, Fault.DisturbedWatch fault, Action abort) : Stream
{
    private readonly MemoryStream _begun = new();
    private readonly Queue<byte[]> _held = new();
    private byte[]? _overtaken;
    private int _events;
    private bool _broken;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            _begun.Write(buffer.Span[..(end + 1)]);
            var line = _begun.ToArray();
            _begun.SetLength(0);
            buffer = buffer[(end + 1)..];
            await TakeAsync(line, cancellationToken).ConfigureAwait(false);
        }

        _begun.Write(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _broken ? Task.CompletedTask : connection.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException("the server writes without blocking");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("the server writes without blocking");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _begun.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask TakeAsync(byte[] line, CancellationToken cancellationToken)
    {
        _held.Enqueue(line);
        while (_held.Count > fault.HoldsBack)
            await OrderAsync(_held.Dequeue(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A bookmark overtakes nothing: it says that all before it has been sent.</summary>
    private async ValueTask OrderAsync(byte[] line, CancellationToken cancellationToken)
    {
        if (fault.Reorders && _overtaken is null && !IsBookmark(line))
        {
            _overtaken = line;
            return;
        }

        var (first, second) = IsBookmark(line) ? (_overtaken, line) : (line, _overtaken);
        _overtaken = null;
        foreach (var next in new[] { first, second }.OfType<byte[]>())
        {
            await SendAsync(next, cancellationToken).ConfigureAwait(false);
            if (fault.Duplicates) await SendAsync(next, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(byte[] line, CancellationToken cancellationToken)
    {
        if (_broken) return;
        if (++_events != fault.BreaksInEvent)
        {
            await connection.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            return;
        }

        _broken = true;
        await connection.WriteAsync(line.AsMemory(0, line.Length / 2), cancellationToken).ConfigureAwait(false);
        await connection.FlushAsync(cancellationToken).ConfigureAwait(false);
        abort();
    }

    private static bool IsBookmark(byte[] line) => line.AsSpan().StartsWith("{\"type\":\"BOOKMARK\""u8);
}
