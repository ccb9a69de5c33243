using GptOperator.Local.Pods;
using k8s.Models;

namespace GptOperator.Tests.Local.Pods;

public sealed class ProjectionTests : IDisposable
{
    private static readonly PodAddresses Addresses = new("127.64.0.9", "127.0.0.1");
    private static readonly Dictionary<string, ResourceQuantity> Node = new() { ["cpu"] = new("2"), ["memory"] = new("8Gi") };
    private readonly string _folder = Directory.CreateTempSubdirectory("projection").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)/$(B)", "1/2")]
    [InlineData("$(MISSING)", "$(MISSING)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$A $( $", "$A $( $")]
    public void Variables_expand_as_in_kubernetes(string text, string expected) =>
        Assert.Equal(expected, VariableExpansion.Expand(text, new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }));

    [Theory]
    [InlineData("/etc/gptoperator", "/real/job")]
    [InlineData("/etc/gptoperator/job.yaml", "/real/job/job.yaml")]
    [InlineData("/etc/gptoperator/deep/x", "/real/deep/x")]
    [InlineData("--config=/etc/gptoperator/job.yaml", "--config=/real/job/job.yaml")]
    [InlineData("file:///etc/gptoperator/data", "file:///real/job/data")]
    [InlineData("cat '/etc/gptoperator/a' /etc/gptoperator;", "cat '/real/job/a' /real/job;")]
    [InlineData("/etc/gptoperators", "/etc/gptoperators")]
    [InlineData("/etc/gptoperator.d", "/etc/gptoperator.d")]
    [InlineData("/usr/etc/gptoperator", "/usr/etc/gptoperator")]
    [InlineData("https://example.org/etc/gptoperator", "https://example.org/etc/gptoperator")]
    [InlineData("/dev/termination-log", "/real/message")]
    public void Mount_paths_are_replaced_where_they_are_paths(string text, string expected)
    {
        var paths = new PathRewriter(new Dictionary<string, string>
        {
            ["/etc/gptoperator"] = "/real/job",
            ["/etc/gptoperator/deep/"] = "/real/deep",
            ["/dev/termination-log"] = "/real/message",
            ["/"] = "/never",
        });
        Assert.Equal(expected, paths.Rewrite(text));
    }

    [Theory]
    [InlineData("ghcr.io/acme/gpt-trainer:0.1.0", "/bin/trainer run")]
    [InlineData("localhost:5000/gpt-trainer@sha256:00", "/bin/trainer run")]
    [InlineData("gpt-trainer", "/bin/trainer run")]
    [InlineData("ghcr.io/gpt-trainer/other", null)]
    [InlineData("host", "")]
    public void Images_match_by_the_last_segment_of_their_repository(string image, string? command)
    {
        var found = new ImageCatalog().Add("gpt-trainer", "/bin/trainer", "run").Find(image);
        Assert.Equal(command, found is null ? null : string.Join(' ', found));
    }

    [Theory]
    [InlineData("gpt-trainer", null, "--x", "/bin/trainer --x")]
    [InlineData("gpt-trainer", "gpt-trainer run", "--x", "/bin/trainer run --x")]
    [InlineData("gpt-trainer", "sh -c", "true", "sh -c true")]
    [InlineData("host", null, "--x", "")]
    public void Command_replaces_the_program_and_args_follow(string image, string? command, string args, string expected)
    {
        var line = new ImageCatalog().Add("gpt-trainer=/bin/trainer").CommandLine(image, command?.Split(' '), [args]);
        Assert.Equal(expected, string.Join(' ', line!));
    }

    [Fact]
    public void A_catalog_entry_without_a_program_is_refused_with_the_mend() =>
        Assert.Contains("NAME=PROGRAM", Assert.Throws<FormatException>(() => new ImageCatalog().Add("gpt-trainer")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Environment_comes_from_every_source_and_later_ones_win()
    {
        var pod = Pod();
        var container = pod.Spec.Containers[0];
        container.EnvFrom = [new V1EnvFromSource { Prefix = "P_", ConfigMapRef = new V1ConfigMapEnvSource { Name = "map" } }, new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "key" } }];
        container.Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1500m") } };
        container.Env =
        [
            new V1EnvVar { Name = "IP", ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "status.podIP" } } },
            new V1EnvVar { Name = "RANK", ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.labels['rank']" } } },
            new V1EnvVar { Name = "CPUS", ValueFrom = new V1EnvVarSource { ResourceFieldRef = new V1ResourceFieldSelector { Resource = "limits.cpu" } } },
            new V1EnvVar { Name = "MEMORY", ValueFrom = new V1EnvVarSource { ResourceFieldRef = new V1ResourceFieldSelector { Resource = "limits.memory", Divisor = new("1Gi") } } },
            new V1EnvVar { Name = "ONE", ValueFrom = new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = "map", Key = "a" } } },
            new V1EnvVar { Name = "NONE", ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = "key", Key = "no", Optional = true } } },
            new V1EnvVar { Name = "URL", Value = "http://$(IP):9400/$(P_a)/$(token)" },
        ];

        var result = await Resolve(pod);

        Assert.Equal(
            "CPUS=2 IP=127.64.0.9 MEMORY=8 ONE=1 P_a=1 RANK=3 URL=http://127.64.0.9:9400/1/s token=s",
            string.Join(' ', result.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("no", "a", "configmap \"no\" not found")]
    [InlineData("map", "no", "couldn't find key no in ConfigMap default/map")]
    public async Task A_missing_reference_is_told_in_the_kubelets_words(string map, string key, string message)
    {
        var pod = Pod();
        pod.Spec.Containers[0].Env = [new V1EnvVar { Name = "A", ValueFrom = new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = map, Key = key } } }];
        Assert.Equal(message, (await Assert.ThrowsAsync<ContainerConfigException>(() => Resolve(pod))).Message);
    }

    [Fact]
    public async Task Volumes_become_folders_and_mounts_point_into_them()
    {
        var pod = Pod();
        pod.Spec.Volumes =
        [
            new V1Volume { Name = "map", ConfigMap = new V1ConfigMapVolumeSource { Name = "map", Items = [new V1KeyToPath { Key = "a", Path = "deep/a.txt" }] } },
            new V1Volume { Name = "key", Secret = new V1SecretVolumeSource { SecretName = "key" } },
            new V1Volume { Name = "info", DownwardAPI = new V1DownwardAPIVolumeSource { Items = [new V1DownwardAPIVolumeFile { Path = "labels", FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.labels" } }] } },
            new V1Volume { Name = "claim", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "data" } },
            new V1Volume { Name = "machine", HostPath = new V1HostPathVolumeSource { Path = _folder } },
        ];
        pod.Spec.Containers[0].VolumeMounts =
        [
            .. pod.Spec.Volumes.Select(volume => new V1VolumeMount { Name = volume.Name, MountPath = "/mnt/" + volume.Name }),
            new V1VolumeMount { Name = "map", MountPath = "/etc/a", SubPath = "deep/a.txt" },
        ];
        var projector = new VolumeProjector(Path.Combine(_folder, "pod"), Path.Combine(_folder, "claims"));

        await projector.SetUpAsync(pod, () => Files(pod), CancellationToken.None);
        var mounts = projector.Mounts(pod, pod.Spec.Containers[0], new Dictionary<string, string>()).ToDictionary();

        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(mounts["/mnt/map"], "deep/a.txt")));
        Assert.Equal("1", await File.ReadAllTextAsync(mounts["/etc/a"]));
        Assert.Equal("s", await File.ReadAllTextAsync(Path.Combine(mounts["/mnt/key"], "token")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Path.Combine(mounts["/mnt/key"], "token")).UnixFileMode);
        Assert.Equal("rank=\"3\"", await File.ReadAllTextAsync(Path.Combine(mounts["/mnt/info"], "labels")));
        Assert.Equal(Path.Combine(_folder, "claims/default/data"), mounts["/mnt/claim"]);
        Assert.Equal(_folder, mounts["/mnt/machine"]);
    }

    [Theory]
    [InlineData("no", "a", "MountVolume.SetUp failed for volume \"v\" : configmap \"no\" not found")]
    [InlineData("map", "../../evil", "MountVolume.SetUp failed for volume \"v\" : path \"../../evil\" must be relative and must not contain \"..\"")]
    public async Task A_volume_that_cannot_be_set_up_says_why(string map, string path, string message)
    {
        var pod = Pod();
        pod.Spec.Volumes = [new V1Volume { Name = "v", ConfigMap = new V1ConfigMapVolumeSource { Name = map, Items = [new V1KeyToPath { Key = "a", Path = path }] } }];
        var projector = new VolumeProjector(_folder, _folder);
        Assert.Equal(message, (await Assert.ThrowsAsync<VolumeException>(() => projector.SetUpAsync(pod, () => Files(pod), CancellationToken.None))).Message);
    }

    [Fact]
    public void Each_pod_gets_a_loopback_address_of_its_own_and_keeps_it()
    {
        var addresses = new LoopbackAddresses();
        var given = Enumerable.Range(0, 500).Select(i => addresses.Allocate($"pod-{i}")).ToList();
        Assert.Equal(500, given.Distinct().Count());
        Assert.All(given, address => Assert.Matches(@"^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$", address));
        Assert.Equal(given[7], addresses.Allocate("pod-7"));
    }

    [Theory]
    [InlineData("cpu=2", "", null)]
    [InlineData("cpu=3", "", "0/1 nodes are available: 1 Insufficient cpu.")]
    [InlineData("nvidia.com/gpu=1", "", "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")]
    [InlineData("cpu=3,memory=9Gi", "", "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.")]
    [InlineData("cpu=1", "disk=fast", "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.")]
    [InlineData("cpu=1", "zone=here", null)]
    public void A_pod_fits_or_is_told_why_in_the_schedulers_words(string requests, string selector, string? message)
    {
        var node = new V1Node
        {
            Metadata = new V1ObjectMeta { Name = "local", Labels = new Dictionary<string, string> { ["zone"] = "here" } },
            Status = new V1NodeStatus { Allocatable = new Dictionary<string, ResourceQuantity>(Node) { ["pods"] = new("10") } },
        };
        var pod = Pod();
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Limits = Pairs(requests).ToDictionary(pair => pair[0], pair => new ResourceQuantity(pair[1])) };
        pod.Spec.NodeSelector = Pairs(selector).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(message, NodeFit.Judge(pod, node, []).Message);
    }

    private static IEnumerable<string[]> Pairs(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='));

    private static VolumeFiles Files(V1Pod pod) => new(pod, Addresses, Node, new FakeObjects());

    private static Task<Dictionary<string, string>> Resolve(V1Pod pod) =>
        new ContainerEnvironment(pod, Addresses, Node, new FakeObjects()).ResolveAsync(pod.Spec.Containers[0], CancellationToken.None);

    private static V1Pod Pod()
    {
        var pod = PodSimulation.APod("Never", PodSimulation.AContainer());
        pod.Metadata.Labels = new Dictionary<string, string> { ["rank"] = "3" };
        return pod;
    }

    private sealed class FakeObjects : IReferencedObjects
    {
        public Task<V1ConfigMap?> ConfigMapAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(name == "map" ? new V1ConfigMap { Data = new Dictionary<string, string> { ["a"] = "1" } } : null);

        public Task<V1Secret?> SecretAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(name == "key" ? new V1Secret { Data = new Dictionary<string, byte[]> { ["token"] = "s"u8.ToArray() } } : null);
    }
}
