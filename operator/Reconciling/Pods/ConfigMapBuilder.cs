using System.Text.Json;
using GptOperator.Crds;
using GptOperator.Crds.Serialization;
using k8s.Models;

namespace GptOperator.Reconciling.Pods;

/// <summary>
/// The config map that holds the job as its trainers read it. One per generation and immutable, so that an edit reaches the next attempt
/// and never a running one.
/// </summary>
internal static class ConfigMapBuilder
{
    public const string FileName = "job.json";

    public static V1ConfigMap Build(GptTrainingJob job) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = new V1ObjectMeta
        {
            Name = JobNames.ConfigMap(job),
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Labels = JobLabels.OfConfigMap(job, JobNames.Generation(job)),
            OwnerReferences = [Ownership.Of(job)],
        },
        Immutable = true,
        Data = new Dictionary<string, string> { [FileName] = JsonSerializer.Serialize(Trimmed(job), ContractJson.Indented) },
    };

    /// <summary>Without what changes while the generation stays.</summary>
    private static GptTrainingJob Trimmed(GptTrainingJob job) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = job.Metadata.Name,
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Uid = job.Metadata.Uid,
        },
        Spec = job.Spec,
    };
}
