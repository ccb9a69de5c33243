using System.Text;
using GptOperator.Local.ApiServer;
using k8s;

namespace GptOperator.Tests.Support;

/// <summary>A client's configuration for a local API server.</summary>
internal static class ServerConfiguration
{
    /// <param name="server">where to</param>
    /// <param name="token">as whom; null for the one who may do everything</param>
    public static KubernetesClientConfiguration Of(LocalApiServer server, string? token = null)
    {
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(server.Kubeconfig));
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        configuration.AccessToken = token ?? configuration.AccessToken;
        return configuration;
    }
}
