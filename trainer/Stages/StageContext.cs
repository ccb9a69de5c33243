using GptOperator.Crds.Spec;
using GptTrainer.Reporting;
using GptTrainer.Storage;

namespace GptTrainer.Stages;

/// <summary>What a stage works with.</summary>
internal sealed record StageContext
{
    /// <summary>The job, validated.</summary>
    public required GptTrainingJobSpec Spec { get; init; }

    /// <summary>The store that spec.checkpoint.uri names.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>A local folder for copies of remote objects.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Where the stage says how far it is.</summary>
    public required ProgressBoard Progress { get; init; }

    public required TrainerMetrics Metrics { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Logs { get; init; }
}
