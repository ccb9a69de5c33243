using GptOperator.Crds.Spec;
using GptTrainer.Engine;

namespace GptTrainer.Benchmarks;

/// <summary>What is trained, and for how long.</summary>
internal sealed record BenchmarkOptions
{
    public required ModelSpec Model { get; init; }

    /// <summary>Sequences in a step.</summary>
    public required int BatchSize { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>Steps that are timed.</summary>
    public required int Steps { get; init; }

    public required int Threads { get; init; }

    /// <summary>A GPU, or null for the processor.</summary>
    public TorchTarget? Target { get; init; }

    /// <summary>Of the arithmetic on a GPU.</summary>
    public Precision Precision { get; init; }

    /// <summary>Peak of the device's arithmetic, in operations a second; null for the table's, where it has the GPU.</summary>
    public double? PeakFlops { get; init; }

    /// <summary>The command of something else that trains the same, or null.</summary>
    public string? Peer { get; init; }
}
