using System.Text.Json.Serialization;
using GptOperator.Crds.Attributes;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using k8s;
using k8s.Models;

namespace GptOperator.Crds;

/// <summary>A GPT model to train: its data, how to train it, where its checkpoints go, and on what workers.</summary>
[KubernetesEntity(Group = Group, ApiVersion = Version, Kind = KindName, PluralName = PluralName)]
[KubernetesEntityShortNames("gptj")]
[KubernetesEntityCategories("all")]
[GenericAdditionalPrinterColumn(".status.progress.stage", "Stage", "string")]
[GenericAdditionalPrinterColumn(".status.progress.step", "Step", "integer")]
[GenericAdditionalPrinterColumn(".status.progress.percentage", "%", "integer")]
[GenericAdditionalPrinterColumn(".status.progress.loss", "Loss", "number")]
[GenericAdditionalPrinterColumn(".status.progress.tokensPerSecond", "Tokens/s", "integer")]
[GenericAdditionalPrinterColumn(".status.progress.gpus", "GPUs", "integer")]
[GenericAdditionalPrinterColumn(".status.progress.eta", "ETA", "string")]
[GenericAdditionalPrinterColumn(".status.lastCheckpoint.time", "Checkpoint", "date")]
[GenericAdditionalPrinterColumn(".status.restarts", "Restarts", "integer")]
[GenericAdditionalPrinterColumn(".status.phase", "Phase", "string", Priority = 1)]
[GenericAdditionalPrinterColumn(".status.progress.validationLoss", "Validation", "number", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
public sealed class GptTrainingJob : IKubernetesObject<V1ObjectMeta>, ISpec<GptTrainingJobSpec>, IStatus<GptTrainingJobStatus?>
{
    public const string Group = "gptoperator.io";
    public const string Version = "v1alpha1";
    public const string KindName = "GptTrainingJob";
    public const string PluralName = "gpttrainingjobs";
    public const string GroupVersion = Group + "/" + Version;

    /// <summary>Always <c>gptoperator.io/v1alpha1</c>.</summary>
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = GroupVersion;

    /// <summary>Always <c>GptTrainingJob</c>.</summary>
    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    /// <summary>Standard object's metadata. The name begins those of the job's pods: at most 40 characters, no dots.</summary>
    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What to train and how.</summary>
    [Required]
    [JsonPropertyName("spec")]
    public GptTrainingJobSpec Spec { get; set; } = new();

    /// <summary>What the operator has seen and done. Written by the operator alone.</summary>
    [JsonPropertyName("status")]
    public GptTrainingJobStatus? Status { get; set; }
}
