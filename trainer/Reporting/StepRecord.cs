namespace GptTrainer.Reporting;

/// <summary>What is kept of one step: a line of the step log, and a point on each of TensorBoard's curves.</summary>
internal sealed record StepRecord
{
    /// <summary>When the step ended.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Tokens trained on so far.</summary>
    public required long Tokens { get; init; }

    /// <summary>In nats a token; null for a record of a validation.</summary>
    public double? Loss { get; init; }

    /// <summary>In nats a token; null for a record of a step.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Before clipping.</summary>
    public double? GradientNorm { get; init; }

    public double? LearningRate { get; init; }

    public double? TokensPerSecond { get; init; }

    /// <summary>Duration of the step; the mean of the steps that were given to a GPU together.</summary>
    public double? Seconds { get; init; }

    /// <summary>Floating-point operations a second, by the model's arithmetic.</summary>
    public double? OperationsPerSecond { get; init; }

    /// <summary>Model FLOPs utilization: the above over the peak of the GPU; null where the peak is not known.</summary>
    public double? FlopsUtilization { get; init; }

    /// <summary>Memory of the process.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory in use on the GPU; null on the processor.</summary>
    public long? DeviceMemoryBytes { get; init; }

    /// <summary>Seconds of the step by part; <c>data</c> is what it waited for its tokens.</summary>
    public IReadOnlyDictionary<string, double>? Parts { get; init; }
}
