namespace GptTrainer.Data;

/// <param name="File">Name within the dataset's folder.</param>
/// <param name="Tokens">Number of ids in it.</param>
internal sealed record DatasetShard(string File, long Tokens);
