using System.Globalization;

namespace GptOperator.Crds.Trainer;

/// <summary>Where things lie beneath <c>checkpoint.uri</c>.</summary>
public static class StoreLayout
{
    public const string Dataset = "dataset";
    public const string Tokenizer = "tokenizer";
    public const string Checkpoints = "checkpoints";
    public const string Model = "model";

    /// <summary>Step logs and TensorBoard's events, a folder for each stage.</summary>
    public const string Report = "report";

    /// <summary>The key of a checkpoint's folder, such as <c>checkpoints/pretrain/step-00000250</c>.</summary>
    public static string Checkpoint(string stage, long step) =>
        string.Create(CultureInfo.InvariantCulture, $"{Checkpoints}/{stage}/step-{step:D8}");
}
