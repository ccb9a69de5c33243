using System.Runtime.InteropServices;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Registers this machine as the cluster's node, and keeps its lease alive.</summary>
internal sealed partial class NodeAgent(IKubernetesApi api, PodRunnerOptions options, IReadOnlyDictionary<string, ResourceQuantity> capacity, TimeProvider time, ILogger logger)
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int LeaseSeconds = 40;
    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(10);

    private readonly DateTime _readySince = time.GetUtcNow().UtcDateTime;

    public V1Node Node { get; } = Describe(options.NodeName, capacity);

    /// <summary>Runs until cancelled; outages of the API are outlasted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await BeatAsync(cancellationToken);
            }
            catch (KubernetesApiException e)
            {
                LogFault(logger, e.Message);
            }

            await Task.Delay(RenewInterval, time, cancellationToken);
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        await api.ApplyAsync(new V1Node { Metadata = new V1ObjectMeta { Name = Node.Name(), Labels = Node.Labels() } }, cancellationToken);
        Node.Status.Conditions = [.. Conditions()];
        await api.ApplyStatusAsync(Node, cancellationToken);
        await RenewLeaseAsync(cancellationToken);
    }

    private async Task RenewLeaseAsync(CancellationToken cancellationToken)
    {
        if (await api.GetAsync<V1Namespace>(LeaseNamespace, null, cancellationToken) is null)
            await api.ApplyAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = LeaseNamespace } }, cancellationToken);
        await api.ApplyAsync(
            new V1Lease
            {
                Metadata = new V1ObjectMeta { Name = Node.Name(), NamespaceProperty = LeaseNamespace },
                Spec = new V1LeaseSpec { HolderIdentity = Node.Name(), LeaseDurationSeconds = LeaseSeconds, RenewTime = time.GetUtcNow().UtcDateTime },
            },
            cancellationToken);
    }

    private IEnumerable<V1NodeCondition> Conditions()
    {
        yield return Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available");
        yield return Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
        yield return Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available");
        yield return Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status");
    }

    private V1NodeCondition Condition(string type, string status, string reason, string message) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        LastHeartbeatTime = time.GetUtcNow().UtcDateTime,
        LastTransitionTime = _readySince,
    };

    private static V1Node Describe(string name, IReadOnlyDictionary<string, ResourceQuantity> capacity)
    {
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "linux";
        return new V1Node
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = new Dictionary<string, string>
                {
                    ["kubernetes.io/arch"] = architecture,
                    ["kubernetes.io/hostname"] = name,
                    ["kubernetes.io/os"] = system,
                },
            },
            Status = new V1NodeStatus
            {
                Capacity = capacity.ToDictionary(),
                Allocatable = capacity.ToDictionary(),
                Addresses = [new V1NodeAddress { Type = "InternalIP", Address = SharedAddress.Loopback }, new V1NodeAddress { Type = "Hostname", Address = name }],
                NodeInfo = new V1NodeSystemInfo
                {
                    Architecture = architecture,
                    OperatingSystem = system,
                    OsImage = RuntimeInformation.OSDescription,
                    KernelVersion = Environment.OSVersion.Version.ToString(),
                    KubeletVersion = $"v{typeof(NodeAgent).Assembly.GetName().Version!.ToString(3)}+gptoperator",
                    KubeProxyVersion = "",
                    ContainerRuntimeVersion = "process://1.0",
                    BootID = "",
                    MachineID = "",
                    SystemUUID = "",
                },
            },
        };
    }

    [LoggerMessage(1, LogLevel.Warning, "Node cannot be registered now: {Fault}")]
    private static partial void LogFault(ILogger logger, string fault);
}
