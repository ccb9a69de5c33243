using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace GptTrainer.Storage;

/// <summary>
/// Objects as block blobs below a prefix of a container, which is made at the first write where the credentials
/// allow that. Blocks become a blob only by the commit that ends an upload.
/// </summary>
internal sealed class AzureBlobStore(BlobLocation location, BlobServiceClient service, BlobRetry retry) : IObjectStore
{
    private static readonly StorageTransferOptions Transfer = new()
    {
        InitialTransferSize = 8 << 20,
        MaximumTransferSize = 8 << 20,
        MaximumConcurrency = 4,
    };

    private readonly BlobContainerClient _container = service.GetBlobContainerClient(location.Container);
    private volatile bool _contacted;

    public string UriOf(string key) => $"{location.Uri}/{key}";

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => Guard("read", async ct =>
    {
        try
        {
            return await BlobOf(key).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), ct);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }, cancellationToken);

    public Task WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        Guard("written", async ct =>
        {
            var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var writing = FillAsync(pipe.Writer, write, stop.Token);
            try
            {
                await using var reader = pipe.Reader.AsStream();
                await BlobOf(key).UploadAsync(reader, new BlobUploadOptions { TransferOptions = Transfer }, ct);
            }
            catch when (writing.IsFaulted)
            {
                // The upload failed because its source did: the source's own exception says why.
            }
            finally
            {
                // An upload that failed by itself reads no further: without this the writer would wait for it.
                await stop.CancelAsync();
            }
            await writing;
            return true;
        }, cancellationToken);

    public Task UploadAsync(string key, string localFile, CancellationToken cancellationToken) => Guard("written", async ct =>
    {
        await BlobOf(key).UploadAsync(localFile, new BlobUploadOptions { TransferOptions = Transfer }, ct);
        return true;
    }, cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, location.Prefix + prefix, cancellationToken)
            .AsPages().GetAsyncEnumerator(cancellationToken);
        await using (pages)
        {
            while (await Guard("listed", _ => NextPageAsync(pages), cancellationToken))
            {
                foreach (var blob in pages.Current.Values)
                {
                    yield return new StoredObject(
                        blob.Name[location.Prefix.Length..], blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? default);
                }
            }
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Guard("written", async ct =>
    {
        await BlobOf(key).DeleteIfExistsAsync(cancellationToken: ct);
        return true;
    }, cancellationToken);

    public Task<string> FetchAsync(string key, string cacheFolder, CancellationToken cancellationToken) => Guard("read", async ct =>
    {
        var properties = await PropertiesAsync(key, ct);
        var path = Path.Combine(cacheFolder, CacheNameOf(key, properties.ETag));
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(cacheFolder);
        TemporaryFiles.RemoveAbandoned(path);
        var temporary = TemporaryFiles.NameFor(path);
        try
        {
            await BlobOf(key).DownloadToAsync(temporary, new BlobDownloadToOptions
            {
                Conditions = new BlobRequestConditions { IfMatch = properties.ETag },
                TransferOptions = Transfer,
            }, ct);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        return path;
    }, cancellationToken);

    private async Task<BlobProperties> PropertiesAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await BlobOf(key).GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new StorageException(location.Uri, $"has no '{key}'; run the stage that writes it again", inner: exception);
        }
    }

    // The address is part of the name: stores that share a cache folder must not take each other's copies.
    private string CacheNameOf(string key, ETag version)
    {
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{UriOf(key)}\n{version}"));
        return $"{Convert.ToHexStringLower(identity.AsSpan(0, 12))}-{key.Split('/')[^1]}";
    }

    private BlobClient BlobOf(string key) => _container.GetBlobClient(location.Prefix + key);

    private static async Task FillAsync(PipeWriter writer, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await write(writer.AsStream(leaveOpen: true), cancellationToken);
        }
        catch (Exception exception)
        {
            fault = exception;
            throw;
        }
        finally
        {
            // Completed with a fault the reader throws, so that nothing is committed.
            await writer.CompleteAsync(fault);
        }
    }

    private static async Task<bool> NextPageAsync(IAsyncEnumerator<Page<BlobItem>> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return false;
        }
    }

    private async Task<T> Guard<T>(string verb, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            await ContactAsync(cancellationToken);
            return await action(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && BlobFaults.Describe(exception) is { } fault)
        {
            throw new StorageException(location.Uri, $"cannot be {verb}: {fault.Message}", fault.IsPassing, exception);
        }
    }

    // One bounded exchange before any other: a host that never answers is told within a minute, and the container
    // gets made, at the price of one request per process. Two callers at once both ask, which does no harm.
    private async Task ContactAsync(CancellationToken cancellationToken)
    {
        if (_contacted)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(retry.FirstContact);
        await CreateContainerAsync(limit.Token);
        _contacted = true;
    }

    private async Task CreateContainerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 403 && exception.ErrorCode != "AuthenticationFailed")
        {
            // Credentials that may use a container but not make one are the careful owner's choice.
        }
    }
}
