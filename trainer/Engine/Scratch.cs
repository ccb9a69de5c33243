namespace GptTrainer.Engine;

/// <summary>What a worker's own memory is for; each kind is a separate block.</summary>
internal enum Scratch
{
    PackedLeft,
    PackedPanel,
    PackedKeys,
    PackedValues,
    PackedRows,
    PackedBlock,
    Scores,
    ScoreGradients,
}
