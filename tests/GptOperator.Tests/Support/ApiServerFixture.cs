using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using GptOperator.Local.ApiServer;
using GptOperator.Tests.Support;
using k8s;
using k8s.Models;

[assembly: AssemblyFixture(typeof(ApiServerFixture))]

namespace GptOperator.Tests.Support;

/// <summary>
/// An API server for tests that need nothing but the API: the local one, or the cluster of the kubeconfig in
/// GPTOPERATOR_TEST_KUBECONFIG. Each test works in a namespace of its own.
/// </summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    private readonly ConcurrentBag<string> _namespaces = [];
    private LocalApiServer? _server;
    private KubernetesClientConfiguration _configuration = null!;

    /// <summary>Whether it is the local API server.</summary>
    public bool IsLocal => _server is not null;

    /// <summary>A kubeconfig file.</summary>
    public string Kubeconfig { get; private set; } = "";

    public k8s.Kubernetes Client { get; private set; } = null!;

    /// <summary>Raw HTTP with the server's address and credentials.</summary>
    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("GPTOPERATOR_TEST_KUBECONFIG") is { Length: > 0 } given)
        {
            Kubeconfig = given;
        }
        else
        {
            _server = await LocalApiServer.StartAsync(new LocalApiServerOptions(), CancellationToken.None);
            Kubeconfig = Path.Combine(Path.GetTempPath(), $"gpt-operator-{Guid.NewGuid():N}.kubeconfig");
            await File.WriteAllTextAsync(Kubeconfig, _server.Kubeconfig);
        }

        _configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig);
        Client = new k8s.Kubernetes(_configuration);
        Http = NewHttpClient(_configuration);
    }

    public async ValueTask DisposeAsync()
    {
        // A cluster that outlives the tests keeps nothing of them.
        if (_server is null)
            foreach (var name in _namespaces) await Http.SendJsonAsync(HttpMethod.Delete, $"/api/v1/namespaces/{name}");
        Http.Dispose();
        Client.Dispose();
        if (_server is null) return;
        File.Delete(Kubeconfig);
        await _server.DisposeAsync();
    }

    /// <summary>A fresh namespace.</summary>
    public async Task<string> NewNamespaceAsync()
    {
        var name = $"test-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        await Client.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        _namespaces.Add(name);
        // Pods are refused until a controller has made it.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/namespaces/{name}/serviceaccounts/default")).Code != HttpStatusCode.OK)
            await Task.Delay(20, limit.Token);
        return name;
    }

    internal static HttpClient NewHttpClient(KubernetesClientConfiguration configuration)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        var client = new HttpClient(handler) { BaseAddress = new Uri(configuration.Host), DefaultRequestVersion = new Version(2, 0) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", configuration.AccessToken);
        return client;
    }
}
