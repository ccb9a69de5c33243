using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using GptTrainer.Storage;

namespace GptTrainer.Tests.Storage;

public sealed class AzureBlobStoreTests(Azurite azurite) : ObjectStoreContract, IClassFixture<Azurite>
{
    private static readonly BlobRetry Impatient = new() { Retries = 2, Delay = TimeSpan.FromMilliseconds(1), FirstContact = TimeSpan.FromSeconds(2) };

    private readonly string _container = $"c{Guid.NewGuid():N}";

    private string Uri => $"{azurite.Endpoint}/{_container}/some/prefix";

    private protected override IObjectStore Open() => Open(Uri, "AZURE_STORAGE_KEY", Azurite.Key);

    [Fact]
    public async Task Objects_lie_beneath_the_prefix_in_a_container_that_is_made()
    {
        await WriteAsync(Open(), "dataset/x", "1");

        Assert.Equal(["some/prefix/dataset/x"], await KeysAsync(Open($"{azurite.Endpoint}/{_container}", "AZURE_STORAGE_KEY", Azurite.Key), ""));
        Assert.Equal($"{Uri}/dataset/x", Open().UriOf("dataset/x"));
    }

    [Fact]
    public async Task A_connection_string_and_a_shared_access_signature_open_the_store()
    {
        await WriteAsync(Open(), "x", "1");

        var connection = $"DefaultEndpointsProtocol=http;AccountName={Azurite.Account};AccountKey={Azurite.Key};BlobEndpoint={azurite.Endpoint};";
        Assert.Equal("1", await ReadTextAsync(Open(Uri, "AZURE_STORAGE_CONNECTION_STRING", connection), "x"));
        var store = Open(Uri, "AZURE_STORAGE_SAS_TOKEN", Sas(BlobContainerSasPermissions.All));
        await WriteAsync(store, "y", "2");
        Assert.Equal(["x", "y"], await KeysAsync(store, ""));
    }

    [Fact]
    public async Task A_missing_container_that_may_not_be_made_is_told()
    {
        var fault = await Assert.ThrowsAsync<StorageException>(() =>
            WriteAsync(Open(Uri, "AZURE_STORAGE_SAS_TOKEN", Sas(BlobContainerSasPermissions.Write | BlobContainerSasPermissions.Create)), "x", "1"));

        Assert.Contains("container does not exist", fault.Message, StringComparison.Ordinal);
        Assert.Equal(64, fault.ExitCode);
    }

    [Fact]
    public async Task A_wrong_key_is_told_at_once_and_not_shown()
    {
        var key = Convert.ToBase64String(new byte[64]);

        var fault = await Assert.ThrowsAsync<StorageException>(() => WriteAsync(Open(Uri, "AZURE_STORAGE_KEY", key), "x", "1"));

        Assert.StartsWith($"spec.checkpoint.uri '{Uri}' cannot be written: the credentials", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(64, fault.ExitCode);
    }

    [Fact]
    public async Task A_container_name_that_the_service_refuses_is_told()
    {
        var fault = await Assert.ThrowsAsync<StorageException>(() =>
            WriteAsync(Open($"{azurite.Endpoint}/Not_A_Name/x", "AZURE_STORAGE_KEY", Azurite.Key), "x", "1"));

        Assert.Contains("lower-case letters", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_given_up_as_a_passing_fault()
    {
        var fault = await Assert.ThrowsAsync<StorageException>(() =>
            WriteAsync(Open("http://127.0.0.1:1/account/container", "AZURE_STORAGE_KEY", Azurite.Key), "x", "1"));

        Assert.Contains("does not answer", fault.Message, StringComparison.Ordinal);
        Assert.Equal(75, fault.ExitCode);
    }

    [Fact]
    public async Task A_service_that_accepts_and_never_answers_is_given_up_too()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var waited = Stopwatch.StartNew();

        var fault = await Assert.ThrowsAsync<StorageException>(() =>
            KeysAsync(Open($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/account/container", "AZURE_STORAGE_KEY", Azurite.Key), ""));

        Assert.Equal(75, fault.ExitCode);
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static IObjectStore Open(string uri, string variable, string value) =>
        ObjectStores.Open(uri, name => name == variable ? value : null, Impatient);

    private string Sas(BlobContainerSasPermissions permissions)
    {
        var container = new BlobContainerClient(new Uri($"{azurite.Endpoint}/{_container}"), new StorageSharedKeyCredential(Azurite.Account, Azurite.Key));
        return container.GenerateSasUri(permissions, DateTimeOffset.UtcNow.AddHours(1)).Query;
    }
}
