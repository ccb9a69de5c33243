namespace GptTrainer.Data;

/// <param name="Tokens">Ids in all shards together.</param>
/// <param name="Shards">In the order in which they follow each other.</param>
internal sealed record DatasetSplit(long Tokens, IReadOnlyList<DatasetShard> Shards);
