using GptTrainer.Storage;

namespace GptTrainer.Tests.Storage;

public sealed class ObjectStoresTests
{
    private const string Secret = "c2VjcmV0";

    [Theory]
    [InlineData("https://acme.blob.core.windows.net/models/run/1", "acme", "models", "run/1/", "https://acme.blob.core.windows.net/")]
    [InlineData("https://acme.blob.core.windows.net/models", "acme", "models", "", "https://acme.blob.core.windows.net/")]
    [InlineData("http://localhost:4321/acme/models/run", "acme", "models", "run/", "http://127.0.0.1:4321/acme")]
    [InlineData("https://azurite.storage:10000/acme/models/run", "acme", "models", "run/", "https://azurite.storage:10000/acme")]
    public void Blob_addresses_name_account_container_and_prefix(string uri, string account, string container, string prefix, string service)
    {
        var location = BlobLocation.Parse(uri);

        Assert.Equal((account, container, prefix, service), (location.Account, location.Container, location.Prefix, location.Service.AbsoluteUri));
        Assert.Equal(uri, location.Uri);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("s3://bucket/run", "unknown scheme")]
    [InlineData("file://checkpoints/run", "three slashes")]
    [InlineData("http://acme.blob.core.windows.net/models", "use https")]
    [InlineData("https://acme.blob.core.windows.net/", "names no container")]
    [InlineData("https://storage.example.com/acme/models", "neither an Azure address")]
    [InlineData("https://acme.blob.core.windows.net/models?sig=c2VjcmV0", "AZURE_STORAGE_SAS_TOKEN")]
    [InlineData("https://user:c2VjcmV0@acme.blob.core.windows.net/models", "AZURE_STORAGE_SAS_TOKEN")]
    [InlineData("http://127.0.0.1:10000/acme/models", "AZURE_STORAGE_KEY")]
    public void Addresses_that_cannot_be_meant_are_refused_with_their_mend(string uri, string mend)
    {
        var fault = Assert.Throws<StorageException>(() => ObjectStores.Open(uri, _ => null));

        Assert.StartsWith("spec.checkpoint.uri '", fault.Message, StringComparison.Ordinal);
        Assert.Contains(mend, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
        Assert.Equal(64, fault.ExitCode);
    }

    [Theory]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING", "AccountName=other;AccountKey=c2VjcmV0", "make them agree")]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING", "AccountName=acme", "copy it whole")]
    [InlineData("AZURE_STORAGE_KEY", "c2VjcmV0?", "not base64")]
    public void Credentials_that_cannot_fit_are_refused_without_being_shown(string name, string value, string mend)
    {
        var fault = Assert.Throws<StorageException>(() =>
            ObjectStores.Open("https://acme.blob.core.windows.net/models", variable => variable == name ? value : null));

        Assert.Contains(mend, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
    }
}
