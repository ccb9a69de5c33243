using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace GptOperator.Benchmark.Cluster;

/// <summary>etcd and kube-apiserver on loopback, with fresh data, and nothing else: no controller and no node.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    public const string Namespace = "benchmark";

    private const string Token = "benchmark-token";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("bench-operator-").FullName;
    private readonly int port = FreePort();

    private ControlPlane() => Api = new ApiClient(new Uri($"https://127.0.0.1:{port}"), Token);

    public ApiClient Api { get; }

    public string Kubeconfig => Path.Combine(folder, "kubeconfig");

    public ServerProcess Etcd { get; private set; } = null!;

    public ServerProcess ApiServer { get; private set; } = null!;

    /// <param name="binaries">what to start</param>
    /// <param name="crd">file of the CustomResourceDefinition to install</param>
    /// <param name="cancellationToken">ends the wait for readiness</param>
    public static async Task<ControlPlane> StartAsync(ClusterBinaries binaries, string crd, CancellationToken cancellationToken)
    {
        var plane = new ControlPlane();
        try
        {
            await plane.StartServersAsync(binaries, cancellationToken);
            await plane.PrepareAsync(crd, cancellationToken);
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A program beside the servers, whose log lies among theirs.</summary>
    public ServerProcess Start(string name, string path, params IEnumerable<string> arguments) => ServerProcess.Start(folder, name, path, arguments);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        foreach (var server in new[] { ApiServer, Etcd }.OfType<ServerProcess>())
            await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartServersAsync(ClusterBinaries binaries, CancellationToken cancellationToken)
    {
        var (client, peer) = ($"http://127.0.0.1:{FreePort()}", $"http://127.0.0.1:{FreePort()}");
        Etcd = Start(
            "etcd", binaries.Etcd, "--data-dir", Path.Combine(folder, "etcd"), "--log-level", "warn", "--quota-backend-bytes", "4294967296",
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}");
        await WriteCredentialsAsync(cancellationToken);
        ApiServer = Start(
            "kube-apiserver", binaries.ApiServer, "--etcd-servers", client, "--bind-address", "127.0.0.1", "--secure-port", $"{port}",
            "--endpoint-reconciler-type", "none", "--service-cluster-ip-range", "10.96.0.0/16", "--cert-dir", folder,
            "--token-auth-file", Path.Combine(folder, "tokens.csv"), "--authorization-mode", "RBAC",
            // No controller makes service accounts here.
            "--disable-admission-plugins", "ServiceAccount",
            "--service-account-issuer", "https://kubernetes.default.svc",
            "--service-account-key-file", Path.Combine(folder, "sa.pub"), "--service-account-signing-key-file", Path.Combine(folder, "sa.key"));
    }

    private async Task WriteCredentialsAsync(CancellationToken cancellationToken)
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(Path.Combine(folder, "sa.key"), key.ExportRSAPrivateKeyPem(), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "sa.pub"), key.ExportSubjectPublicKeyInfoPem(), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "tokens.csv"), $"{Token},admin,admin,system:masters\n", cancellationToken);
        var kubeconfig = $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: benchmark, cluster: {server: "https://127.0.0.1:{{port}}", insecure-skip-tls-verify: true} }]
            users: [{name: admin, user: {token: {{Token}} } }]
            contexts: [{name: benchmark, context: {cluster: benchmark, user: admin} }]
            current-context: benchmark
            """;
        await File.WriteAllTextAsync(Kubeconfig, kubeconfig, cancellationToken);
    }

    private async Task PrepareAsync(string crd, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (!await Api.IsReadyAsync(limit.Token))
        {
            Etcd.EnsureRuns();
            ApiServer.EnsureRuns();
            await Task.Delay(100, limit.Token);
        }

        await Api.ApplyAsync($"api/v1/namespaces/{Namespace}", $"{{apiVersion: v1, kind: Namespace, metadata: {{name: {Namespace}}}}}", limit.Token);
        await Api.ApplyAsync(
            "apis/apiextensions.k8s.io/v1/customresourcedefinitions/gpttrainingjobs.gptoperator.io", await File.ReadAllTextAsync(crd, limit.Token), limit.Token);
        while (!await Api.ExistsAsync(Kinds.GptTrainingJobs, limit.Token))
            await Task.Delay(100, limit.Token);
    }
}
