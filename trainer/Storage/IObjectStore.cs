namespace GptTrainer.Storage;

/// <summary>
/// Named byte objects below one root, which is the job's <c>spec.checkpoint.uri</c>. Keys are relative paths
/// with forward slashes. Failures are <see cref="StorageException"/>.
/// </summary>
internal interface IObjectStore
{
    /// <summary>The object's bytes, or null when there is no such object.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the object by what <paramref name="write"/> writes. A reader sees the old object or the whole new
    /// one; when the writer throws or the process dies, the old one stays.
    /// </summary>
    Task WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>Replaces the object by a copy of a local file, as atomically as <see cref="WriteAsync"/>.</summary>
    Task UploadAsync(string key, string localFile, CancellationToken cancellationToken);

    /// <summary>Every object whose key starts with <paramref name="prefix"/>, in ordinal order of their keys.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes the object; it is no error when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// A local file with the object's bytes, fit for memory-mapping: the object itself in a file store, else a copy
    /// in <paramref name="cacheFolder"/>, which a later call uses again while the object is unchanged.
    /// </summary>
    Task<string> FetchAsync(string key, string cacheFolder, CancellationToken cancellationToken);

    /// <summary>The object's address for people; it never holds a credential.</summary>
    string UriOf(string key);
}
