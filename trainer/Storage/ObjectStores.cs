namespace GptTrainer.Storage;

/// <summary>Opens the store that a <c>spec.checkpoint.uri</c> names.</summary>
internal static class ObjectStores
{
    /// <summary>
    /// Takes <c>file:///DIR</c>, a plain path, <c>https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX</c>, or
    /// <c>http(s)://HOST:PORT/ACCOUNT/CONTAINER/PREFIX</c>. Nothing is read or written yet, so an unreachable store
    /// shows at its first use.
    /// </summary>
    /// <param name="uri">The value of <c>spec.checkpoint.uri</c>.</param>
    /// <param name="environment">Where credentials are looked up; the process's environment by default.</param>
    /// <param name="retry">How long a blob service is waited for.</param>
    /// <exception cref="StorageException">The address is malformed or its credentials do not fit it.</exception>
    public static IObjectStore Open(string uri, Func<string, string?>? environment = null, BlobRetry? retry = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (string.IsNullOrWhiteSpace(uri))
            throw new StorageException(uri, "is empty; give file:///DIR, a path, or https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX");
        var separator = uri.IndexOf("://", StringComparison.Ordinal);
        return (separator < 0 ? "" : uri[..separator].ToLowerInvariant()) switch
        {
            "" => new FileStore(Path.GetFullPath(uri)),
            "file" => new FileStore(FolderOf(uri)),
            "http" or "https" => OpenBlobs(uri, environment ?? Environment.GetEnvironmentVariable, retry ?? new BlobRetry()),
            _ => throw new StorageException(uri, "has an unknown scheme; use file:///DIR or https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX"),
        };
    }

    private static string FolderOf(string uri)
    {
        // file://checkpoints/run1 parses as a host named "checkpoints": nearly always a forgotten slash.
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Host.Length > 0)
            throw new StorageException(uri, "names a host, not a folder; write file:///DIR with three slashes, or a plain path");
        return Path.GetFullPath(parsed.LocalPath);
    }

    private static AzureBlobStore OpenBlobs(string uri, Func<string, string?> environment, BlobRetry retry)
    {
        var location = BlobLocation.Parse(uri);
        return new AzureBlobStore(location, BlobCredentials.Connect(location, environment, retry), retry);
    }
}
