using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Makes a pod's volumes real: a folder each under the pod's own, the machine's path for host paths, and a
/// folder that outlives the pod for claims.</summary>
/// <param name="podFolder">The pod's own folder, removed with the pod.</param>
/// <param name="claimsFolder">Holds one folder by namespace and claim name.</param>
internal sealed class VolumeProjector(string podFolder, string claimsFolder)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Safe to repeat: existing folders stay, projected files are written anew.</summary>
    /// <exception cref="VolumeException">A volume cannot be set up now.</exception>
    public async Task SetUpAsync(V1Pod pod, Func<VolumeFiles> files, CancellationToken cancellationToken)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            try
            {
                var folder = PathOf(pod, volume);
                if (volume.HostPath is { } host)
                {
                    PrepareHostPath(host);
                    continue;
                }

                Directory.CreateDirectory(folder);
                var content = files();
                await content.AddAsync(volume, cancellationToken);
                Write(folder, content.Files, IsSecret(volume) ? Private : Readable);
            }
            catch (Exception e) when (e is ContainerConfigException or IOException or UnauthorizedAccessException)
            {
                throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume.Name}\" : {e.Message}", e);
            }
        }
    }

    /// <summary>Where one container's mounts really are, by mount path.</summary>
    /// <exception cref="ContainerConfigException">A sub path leaves its volume, or a mount names no volume.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Mounts(V1Pod pod, V1Container container, IReadOnlyDictionary<string, string> variables) =>
        [.. (container.VolumeMounts ?? []).Select(mount => KeyValuePair.Create(mount.MountPath, Target(pod, mount, variables)))];

    private string Target(V1Pod pod, V1VolumeMount mount, IReadOnlyDictionary<string, string> variables)
    {
        var volume = pod.Spec.Volumes?.FirstOrDefault(candidate => candidate.Name == mount.Name)
            ?? throw new ContainerConfigException($"volumeMount \"{mount.Name}\" names no volume of the pod");
        var root = PathOf(pod, volume);
        var sub = mount.SubPathExpr is { Length: > 0 } expression ? VariableExpansion.Expand(expression, variables) : mount.SubPath;
        if (string.IsNullOrEmpty(sub))
            return root;
        var path = ContainedPath.Combine(root, sub);
        if (!File.Exists(path))
            Directory.CreateDirectory(path);
        return path;
    }

    private string PathOf(V1Pod pod, V1Volume volume) => volume switch
    {
        { HostPath: { } host } => host.Path,
        { PersistentVolumeClaim: { } claim } => Path.Combine(claimsFolder, pod.Namespace(), claim.ClaimName),
        { EmptyDir: not null } or { ConfigMap: not null } or { Secret: not null } or { DownwardAPI: not null } or { Projected: not null } or { Ephemeral: not null }
            => Path.Combine(podFolder, "volumes", volume.Name),
        _ => throw new ContainerConfigException("the local cluster has emptyDir, configMap, secret, downwardAPI, projected, hostPath and persistentVolumeClaim volumes only"),
    };

    private static void PrepareHostPath(V1HostPathVolumeSource host)
    {
        switch (host.Type)
        {
            case "DirectoryOrCreate":
                Directory.CreateDirectory(host.Path);
                break;
            case "FileOrCreate":
                using (File.Open(host.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite))
                    break;
            case "Directory" when !Directory.Exists(host.Path):
                throw new ContainerConfigException($"hostPath type check failed: {host.Path} is not a directory");
            case "File" when !File.Exists(host.Path):
                throw new ContainerConfigException($"hostPath type check failed: {host.Path} is not a file");
        }
    }

    private static bool IsSecret(V1Volume volume) =>
        volume.Secret is not null || volume.Projected?.Sources?.Any(source => source.Secret is not null) == true;

    private static void Write(string folder, IReadOnlyDictionary<string, byte[]> files, UnixFileMode mode)
    {
        foreach (var (path, content) in files)
        {
            var target = ContainedPath.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = mode;
            using var stream = new FileStream(target, options);
            stream.Write(content);
        }
    }
}
