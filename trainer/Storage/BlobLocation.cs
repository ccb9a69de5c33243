using System.Net;

namespace GptTrainer.Storage;

/// <summary>Where in which storage account the objects lie.</summary>
/// <param name="Uri">The address for people, without query or user part.</param>
/// <param name="Service">The account's blob endpoint.</param>
/// <param name="Account">The account's name.</param>
/// <param name="Container">The container's name.</param>
/// <param name="Prefix">What every blob's name starts with: empty or ending in a slash.</param>
internal sealed record BlobLocation(string Uri, Uri Service, string Account, string Container, string Prefix)
{
    private const string Shape = "https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX";

    /// <exception cref="StorageException">Not an address of a container.</exception>
    public static BlobLocation Parse(string text)
    {
        if (!System.Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw new StorageException(WithoutQuery(text), $"is not an address; write {Shape}");
        var shown = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped).TrimEnd('/');
        if (uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            throw new StorageException(shown, "must not carry a query or a password; put a SAS token into the environment variable AZURE_STORAGE_SAS_TOKEN");
        if (uri.Scheme == System.Uri.UriSchemeHttp && !uri.IsLoopback)
            throw new StorageException(shown, "is plain http to another machine; use https");
        var parts = uri.GetComponents(UriComponents.Path, UriFormat.Unescaped)
            .Split('/', StringSplitOptions.RemoveEmptyEntries);
        return uri.Host.Contains(".blob.", StringComparison.Ordinal)
            ? Build(shown, new Uri(uri.GetLeftPart(UriPartial.Authority)), uri.Host[..uri.Host.IndexOf('.', StringComparison.Ordinal)], parts)
            : BuildPathStyle(shown, uri, parts);
    }

    // The SDK reads ACCOUNT from the path only where the host is an IPv4 address or the port is an emulator's own.
    private static BlobLocation BuildPathStyle(string shown, Uri uri, string[] parts)
    {
        if (parts.Length == 0)
            throw new StorageException(shown, $"names no account; write {Shape} or http(s)://HOST:PORT/ACCOUNT/CONTAINER/PREFIX");
        var host = uri.IsLoopback ? IPAddress.Loopback.ToString() : uri.Host;
        if (!IPAddress.TryParse(host, out _) && uri.Port is < 10000 or > 10004)
            throw new StorageException(shown, $"is neither an Azure address nor an emulator's; write {Shape}, or give the emulator port 10000");
        var service = new UriBuilder(uri.Scheme, host, uri.Port, parts[0]).Uri;
        return Build(shown, service, parts[0], parts[1..]);
    }

    private static BlobLocation Build(string shown, Uri service, string account, string[] path) => path.Length == 0
        ? throw new StorageException(shown, $"names no container; write {Shape}")
        : new BlobLocation(shown, service, account, path[0], string.Concat(path.Skip(1).Select(part => part + "/")));

    private static string WithoutQuery(string text) => text.Split('?')[0];
}
