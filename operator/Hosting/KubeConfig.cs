using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using YamlDotNet.Core;

namespace GptOperator.Hosting;

/// <summary>Finds the cluster as kubectl does: the file that is named, else $KUBECONFIG, else ~/.kube/config, else the pod's own cluster.</summary>
internal static class KubeConfig
{
    /// <param name="file">null to look in the usual places</param>
    /// <param name="context">null for the file's current context</param>
    /// <exception cref="KubeConfigException">with one line that names the file and what is wrong with it</exception>
    public static KubernetesClientConfiguration Load(string? file, string? context)
    {
        var files = FindFiles(file);
        if (files.Count == 0)
        {
            return KubernetesClientConfiguration.IsInCluster()
                ? KubernetesClientConfiguration.InClusterConfig()
                : throw new KubeConfigException(
                    "no cluster to connect to: name a kubeconfig with --kubeconfig or KUBECONFIG, or start a local cluster with: gpt-operator local up");
        }

        var merged = files.Select(Read).Aggregate(Merge);
        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigObject(merged, context);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or FormatException)
        {
            throw Bad(string.Join(", ", files), e);
        }
    }

    private static List<string> FindFiles(string? file)
    {
        if (file is not null)
        {
            return [file];
        }

        var variable = Environment.GetEnvironmentVariable("KUBECONFIG");
        var candidates = string.IsNullOrEmpty(variable)
            ? [KubernetesClientConfiguration.KubeConfigDefaultLocation]
            : variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        // Of several, those that are missing are passed over; a lone one that the user named must be there.
        return candidates.Length == 1 && !string.IsNullOrEmpty(variable) ? [.. candidates] : [.. candidates.Where(File.Exists)];
    }

    private static K8SConfiguration Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var config = KubernetesClientConfiguration.LoadKubeConfig(stream)
                ?? throw new KubeConfigException("the file is empty");
            MakePathsAbsolute(config, Path.GetDirectoryName(Path.GetFullPath(file))!);
            return config;
        }
        catch (Exception e) when (e is KubeConfigException or YamlException or IOException or UnauthorizedAccessException)
        {
            throw Bad(file, e);
        }
    }

    private static KubeConfigException Bad(string file, Exception e) =>
        new($"kubeconfig {file}: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}", e);

    /// <summary>A path is relative to the file that it stands in, which a merged configuration no longer knows.</summary>
    private static void MakePathsAbsolute(K8SConfiguration config, string folder)
    {
        string? Full(string? path) => string.IsNullOrEmpty(path) ? path : Path.GetFullPath(path, folder);
        foreach (var cluster in config.Clusters.Select(c => c.ClusterEndpoint).OfType<ClusterEndpoint>())
        {
            cluster.CertificateAuthority = Full(cluster.CertificateAuthority);
        }

        foreach (var user in config.Users.Select(u => u.UserCredentials).OfType<UserCredentials>())
        {
            user.ClientCertificate = Full(user.ClientCertificate);
            user.ClientKey = Full(user.ClientKey);
        }
    }

    /// <summary>As kubectl merges: the first mention of a name counts.</summary>
    private static K8SConfiguration Merge(K8SConfiguration first, K8SConfiguration second)
    {
        first.CurrentContext ??= second.CurrentContext;
        first.Contexts = [.. first.Contexts.UnionBy(second.Contexts, c => c.Name)];
        first.Clusters = [.. first.Clusters.UnionBy(second.Clusters, c => c.Name)];
        first.Users = [.. first.Users.UnionBy(second.Users, u => u.Name)];
        return first;
    }
}
