using System.Runtime.CompilerServices;

namespace GptTrainer.Storage;

/// <summary>Objects as files below a folder, which is made at the first write.</summary>
internal sealed class FileStore(string root) : IObjectStore
{
    private const int BufferSize = 1 << 20;
    private readonly string _uri = new Uri(root).AbsoluteUri;

    public string UriOf(string key) => new Uri(PathOf(key)).AbsoluteUri;

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => Guard("read", () =>
    {
        var path = PathOf(key);
        return Task.FromResult<Stream?>(File.Exists(path) ? OpenRead(path) : null);
    });

    public Task WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        Guard("written", async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = PathOf(key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            TemporaryFiles.RemoveAbandoned(path);
            var temporary = TemporaryFiles.NameFor(path);
            try
            {
                await WriteDurablyAsync(temporary, write, cancellationToken);
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
            return true;
        });

    public Task UploadAsync(string key, string localFile, CancellationToken cancellationToken) =>
        WriteAsync(key, async (stream, ct) =>
        {
            await using var source = OpenRead(localFile);
            await source.CopyToAsync(stream, BufferSize, ct);
        }, cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in await Guard("listed", () => Task.FromResult(FilesBelow(prefix))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A file may go between being listed and being looked at: then it is simply not there.
            if (file.Info.Exists)
                yield return new StoredObject(file.Key, file.Info.Length, file.Info.LastWriteTimeUtc);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Guard("written", () =>
    {
        var path = PathOf(key);
        if (File.Exists(path))
            File.Delete(path);
        for (var folder = Path.GetDirectoryName(path)!; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (!Directory.Exists(folder))
                continue;
            TemporaryFiles.RemoveAbandonedIn(folder);
            if (Directory.EnumerateFileSystemEntries(folder).Any())
                break;
            Directory.Delete(folder);
        }
        return Task.FromResult(true);
    });

    public Task<string> FetchAsync(string key, string cacheFolder, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return File.Exists(path)
            ? Task.FromResult(path)
            : throw new StorageException(_uri, $"has no '{key}'; run the stage that writes it again");
    }

    private static async Task WriteDurablyAsync(
        string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        await write(stream, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        // Before the rename: else a power cut could leave the name with none of the bytes.
        stream.Flush(flushToDisk: true);
    }

    private static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, useAsync: true);

    private List<(string Key, FileInfo Info)> FilesBelow(string prefix)
    {
        var slash = prefix.LastIndexOf('/');
        var folder = slash < 0 ? root : PathOf(prefix[..slash]);
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !TemporaryFiles.IsTemporary(path))
            .Select(path => (Key: Path.GetRelativePath(root, path).Replace('\\', '/'), Info: new FileInfo(path)))
            .Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .ToList();
    }

    private string PathOf(string key)
    {
        if (key.Length == 0 || key.Split('/', '\\').Any(part => part is "" or "." or ".."))
            throw new ArgumentException($"'{key}' is not a key: keys are relative paths without empty, '.' or '..' parts.", nameof(key));
        return Path.Combine(root, key.Replace('/', Path.DirectorySeparatorChar));
    }

    private async Task<T> Guard<T>(string verb, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StorageException(_uri, $"cannot be {verb}: permission denied; let the trainer's user do so, or give another folder", inner: exception);
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            throw new StorageException(_uri, $"cannot be {verb}: the disk is full; free space or give another folder", passing: true, exception);
        }
        catch (IOException exception)
        {
            throw new StorageException(_uri, $"cannot be {verb} ({OneLine(exception)}); give a folder that exists or can be made, on a writable disk", inner: exception);
        }
    }

    // ENOSPC and EDQUOT of Linux and macOS; ERROR_DISK_FULL of Windows.
    private static bool IsDiskFull(IOException exception) =>
        (exception.HResult & 0xFFFF) is 28 or 112 or 122 || exception.HResult == 69;

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
