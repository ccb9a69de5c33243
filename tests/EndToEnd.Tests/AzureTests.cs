using System.Net;
using System.Net.Sockets;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

public class AzureTests
{
    /// <summary>Azurite's well-known development account.</summary>
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Fact]
    public async Task A_job_keeps_everything_in_a_blob_container_by_the_key_of_a_secret()
    {
        using var workspace = new Workspace();
        var port = FreePort();
        using var azurite = Shell.Start(
            Repository.Tool("node_modules/.bin/azurite-blob"), workspace.Folder,
            "--blobPort", $"{port}", "--location", "azurite", "--silent", "--skipApiVersionCheck", "--disableTelemetry");
        await using var cluster = await Cluster.StartAsync(workspace);
        await cluster.KubectlAsync("create", "secret", "generic", "blobs", $"--from-literal=AZURE_STORAGE_KEY={Key}");
        var job = Workspace.Job("demo", steps: 200, checkpoint: $"http://127.0.0.1:{port}/devstoreaccount1/models/demo\n    secretName: blobs");

        await cluster.KubectlAsync("apply", "-f", workspace.Write("demo", job));
        var status = await cluster.WaitForPhaseAsync("demo", "Succeeded");

        Assert.Equal($"http://127.0.0.1:{port}/devstoreaccount1/models/demo/model", (string?)status["outputs"]?["model"]);
        Assert.EndsWith("checkpoints/pretrain/step-00000200", (string?)status["lastCheckpoint"]?["uri"], StringComparison.Ordinal);
        Assert.DoesNotContain(Key, await cluster.KubectlAsync("get", "gptj,pods,events,configmaps", "-o", "yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, await cluster.KubectlAsync("logs", "demo-pretrain-0-0"), StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
