using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>Where checkpoints, the dataset, the tokenizer and the model are stored, and how often a checkpoint is taken.</summary>
public sealed record CheckpointSpec
{
    /// <summary>
    /// The root of everything that the job stores: <c>https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX</c>,
    /// <c>file:///DIR</c>, or a path relative to the trainer's working directory. One job, one root.
    /// </summary>
    [Required]
    [Length(1, MaxLength = 2048)]
    public string Uri { get; init; } = "";

    /// <summary>
    /// Name of a Secret in the job's namespace that opens an Azure store, by one of the keys AZURE_STORAGE_CONNECTION_STRING,
    /// AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN. Without it the pod's workload identity is used.
    /// </summary>
    [Length(1, MaxLength = 253)]
    public string? SecretName { get; init; }

    /// <summary>Optimizer steps between two checkpoints. One is also taken after the last step and when the trainer is asked to stop.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(100000000)]
    public int Every { get; init; } = 250;

    /// <summary>Number of newest checkpoints that are kept.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(10000)]
    public int KeepLast { get; init; } = 3;

    /// <summary>
    /// What becomes of what the job stored beneath uri when the job is deleted: Retain leaves it; Delete has a pod of the trainer remove it
    /// before the job goes, for at most ten minutes.
    /// </summary>
    public DeletionPolicy DeletionPolicy { get; init; } = DeletionPolicy.Retain;
}
