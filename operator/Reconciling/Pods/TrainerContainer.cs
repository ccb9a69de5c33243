using System.Globalization;
using GptOperator.Crds;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using k8s.Models;

namespace GptOperator.Reconciling.Pods;

/// <summary>The container that trains. Its working directory is the image's, for relative paths of a job start there.</summary>
internal static class TrainerContainer
{
    private const string VolumeName = "job";
    private const string MountPath = "/etc/gptoperator";
    private const string TerminationLog = "/dev/termination-log";
    private const string PortName = "http";
    private const string GpuResource = "nvidia.com/gpu";
    private const string MasterPort = "29500";

    public static V1Container Build(GptTrainingJob job, PlannerSettings settings, string stage, int rank) => new()
    {
        Name = PodBuilder.ContainerName,
        Image = job.Spec.Workers.Image ?? settings.TrainerImage,
        Args = ["run"],
        Env = Environment(job, stage, rank),
        EnvFrom = job.Spec.Checkpoint.SecretName is { } secret
            ? [new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = secret } }]
            : null,
        Ports = [new V1ContainerPort { Name = PortName, ContainerPort = TrainerEnvironment.DefaultHttpPort, Protocol = "TCP" }],
        Resources = Resources(job.Spec.Workers, stage),
        // Loading a large model comes before the first answer.
        StartupProbe = Probe(periodSeconds: 2, failureThreshold: 300),
        ReadinessProbe = Probe(periodSeconds: 5, failureThreshold: 3),
        // A step may starve the endpoint for long; killing a trainer that works costs more than finding a dead one late.
        LivenessProbe = Probe(periodSeconds: 20, failureThreshold: 9),
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
        TerminationMessagePath = TerminationLog,
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = [new V1VolumeMount { Name = VolumeName, MountPath = MountPath, ReadOnlyProperty = true }],
    };

    public static V1Volume JobVolume(GptTrainingJob job) =>
        new() { Name = VolumeName, ConfigMap = new V1ConfigMapVolumeSource { Name = JobNames.ConfigMap(job) } };

    private static List<V1EnvVar> Environment(GptTrainingJob job, string stage, int rank) =>
    [
        Variable(TrainerEnvironment.JobFile, $"{MountPath}/{ConfigMapBuilder.FileName}"),
        Variable(TrainerEnvironment.Stage, stage),
        Variable(TrainerEnvironment.Rank, rank.ToString(CultureInfo.InvariantCulture)),
        // One process per pod: each is the first on its machine as far as it can see.
        Variable(TrainerEnvironment.LocalRank, "0"),
        Variable(TrainerEnvironment.WorldSize, StagePods.Count(job, stage).ToString(CultureInfo.InvariantCulture)),
        Variable(TrainerEnvironment.MasterAddress, "127.0.0.1"),
        Variable(TrainerEnvironment.MasterPort, MasterPort),
        new V1EnvVar
        {
            Name = TrainerEnvironment.PodIp,
            ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = "status.podIP" } },
        },
        Variable(TrainerEnvironment.TerminationLog, TerminationLog),
        .. Determinism(job, stage),
    ];

    private static IEnumerable<V1EnvVar> Determinism(GptTrainingJob job, string stage) =>
        job.Spec is { Pretraining.Deterministic: true, Workers.GpusPerWorker: > 0 } && StageNames.UsesGpus(stage)
            ? [Variable(TrainerEnvironment.CublasWorkspace, TrainerEnvironment.FixedCublasWorkspace)]
            : [];

    private static V1EnvVar Variable(string name, string value) => new() { Name = name, Value = value };

    private static V1ResourceRequirements? Resources(WorkersSpec workers, string stage)
    {
        var limits = Amounts(workers.Resources?.Limits);
        var requests = Amounts(workers.Resources?.Requests);
        if (workers.GpusPerWorker > 0 && StageNames.UsesGpus(stage))
        {
            limits[GpuResource] = new ResourceQuantity(workers.GpusPerWorker.ToString(CultureInfo.InvariantCulture));
        }
        return limits.Count + requests.Count == 0 ? null : new V1ResourceRequirements
        {
            Limits = limits.Count == 0 ? null : limits,
            Requests = requests.Count == 0 ? null : requests,
        };
    }

    private static Dictionary<string, ResourceQuantity> Amounts(IReadOnlyDictionary<string, Quantity>? amounts) =>
        amounts?.ToDictionary(amount => amount.Key, amount => new ResourceQuantity(amount.Value.Value)) ?? [];

    private static V1Probe Probe(int periodSeconds, int failureThreshold) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = "/healthz", Port = PortName },
        PeriodSeconds = periodSeconds,
        FailureThreshold = failureThreshold,
        TimeoutSeconds = 5,
    };
}
