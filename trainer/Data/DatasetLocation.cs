namespace GptTrainer.Data;

/// <summary>Which dataset and tokenizer a job's data became.</summary>
/// <param name="Dataset">Hash that names the folder <c>dataset/{hash}</c>.</param>
/// <param name="Tokenizer">Hash that names the folder <c>tokenizer/{hash}</c>.</param>
internal sealed record DatasetLocation(string Dataset, string Tokenizer)
{
    public string DatasetFolder => $"{GptOperator.Crds.Trainer.StoreLayout.Dataset}/{Dataset}";

    public string TokenizerFolder => $"{GptOperator.Crds.Trainer.StoreLayout.Tokenizer}/{Tokenizer}";
}
