namespace GptOperator.Crds.Status;

/// <summary>Where the job's results lie.</summary>
public sealed record OutputsStatus
{
    /// <summary>The folder of the dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>The folder of the tokenizer.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>The folder of the checkpoints.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>The folder of the model in the Hugging Face layout.</summary>
    public string? Model { get; init; }
}
