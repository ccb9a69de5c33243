using GptTrainer.Storage;

namespace GptTrainer.Tests.Data;

/// <summary>A store whose process dies at a given write: half of it done, none of it kept.</summary>
internal sealed class FaultyStore(IObjectStore inner, int? fatalWrite = null) : IObjectStore
{
    /// <summary>Writes, uploads and deletes so far.</summary>
    public int Writes { get; private set; }

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

    public Task WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        inner.WriteAsync(key, async (stream, ct) =>
        {
            await write(stream, ct);
            Count();
        }, cancellationToken);

    public Task UploadAsync(string key, string localFile, CancellationToken cancellationToken)
    {
        Count();
        return inner.UploadAsync(key, localFile, cancellationToken);
    }

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        Count();
        return inner.DeleteAsync(key, cancellationToken);
    }

    public Task<string> FetchAsync(string key, string cacheFolder, CancellationToken cancellationToken) => inner.FetchAsync(key, cacheFolder, cancellationToken);

    public string UriOf(string key) => inner.UriOf(key);

    private void Count()
    {
        if (Writes++ == fatalWrite)
            throw new OperationCanceledException("The process died here.");
    }
}
