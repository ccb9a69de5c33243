using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace GptTrainer.Storage;

/// <summary>
/// Connects with the first of: <c>AZURE_STORAGE_CONNECTION_STRING</c>, <c>AZURE_STORAGE_KEY</c>,
/// <c>AZURE_STORAGE_SAS_TOKEN</c>, and else the identity of the pod or machine.
/// </summary>
internal static class BlobCredentials
{
    private const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";
    private const string Key = "AZURE_STORAGE_KEY";
    private const string Sas = "AZURE_STORAGE_SAS_TOKEN";

    public static BlobServiceClient Connect(BlobLocation location, Func<string, string?> environment, BlobRetry retry)
    {
        var options = Options(retry);
        if (environment(ConnectionString) is { Length: > 0 } connection)
            return FromConnectionString(location, connection, options);
        if (environment(Key) is { Length: > 0 } key)
            return FromKey(location, key, Key, options);
        if (environment(Sas) is { Length: > 0 } sas)
            return FromSas(location, sas, options);
        if (location.Service.Scheme == Uri.UriSchemeHttp)
            throw new StorageException(location.Uri, $"has no credentials: set {Key}, {Sas} or {ConnectionString} (identities need https)");
        return new BlobServiceClient(location.Service, new DefaultAzureCredential(), options);
    }

    private static BlobServiceClient FromConnectionString(BlobLocation location, string connection, BlobClientOptions options)
    {
        var settings = connection.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        if (settings.TryGetValue("AccountName", out var account) && account != location.Account)
            throw new StorageException(location.Uri, $"is in account '{location.Account}' but {ConnectionString} is for '{account}'; make them agree");
        if (settings.TryGetValue("AccountKey", out var key))
            return FromKey(location, key, ConnectionString, options);
        if (settings.TryGetValue("SharedAccessSignature", out var sas))
            return FromSas(location, sas, options);
        throw new StorageException(location.Uri, $"cannot be opened: {ConnectionString} holds neither AccountKey nor SharedAccessSignature; copy it whole");
    }

    private static BlobServiceClient FromKey(BlobLocation location, string key, string variable, BlobClientOptions options)
    {
        if (!Convert.TryFromBase64String(key, new byte[key.Length], out _))
            throw new StorageException(location.Uri, $"cannot be opened: the account key in {variable} is not base64; copy it whole");
        return new BlobServiceClient(location.Service, new StorageSharedKeyCredential(location.Account, key), options);
    }

    private static BlobServiceClient FromSas(BlobLocation location, string token, BlobClientOptions options) =>
        new(location.Service, new AzureSasCredential(token.TrimStart('?')), options);

    private static BlobClientOptions Options(BlobRetry retry) => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = retry.Retries,
            Delay = retry.Delay,
            NetworkTimeout = retry.RequestTimeout,
        },
        Transport = new HttpClientTransport(new HttpClient(new SocketsHttpHandler { ConnectTimeout = retry.ConnectTimeout })
        {
            // The pipeline has its own time limits, per request and per block; this one would end long transfers.
            Timeout = Timeout.InfiniteTimeSpan,
        }),
    };
}
