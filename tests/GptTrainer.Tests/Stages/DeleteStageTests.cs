using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptTrainer.Reporting;
using GptTrainer.Stages;
using GptTrainer.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptTrainer.Tests.Stages;

public sealed class DeleteStageTests : IDisposable
{
    private const string Hash = "336affef9240c14a93fad6e100282085";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task All_that_a_job_stored_goes_and_nothing_else()
    {
        string[] ofTheJob =
        [
            $"dataset/{Hash}/train-00000.bin", $"dataset/{Hash}.json", $"tokenizer/{Hash}/tokenizer.json",
            "checkpoints/pretrain/.writable", "checkpoints/pretrain/step-00000100/manifest.json", "checkpoints/finetune-1/step-00000100/model.safetensors",
            "model/model.safetensors", "model/training_results.json",
        ];
        string[] ofOthers =
        [
            "dataset/books.txt", "dataset/my-own/books.txt", "tokenizer/notes.md", "checkpoints/readme.txt", "checkpoints/pretrain/step-final/model.safetensors",
            "model/adapter.bin", "text.txt",
        ];
        foreach (var key in ofTheJob.Concat(ofOthers))
            _folder.Write(key, "x");

        var outcome = await new DeleteStage().RunAsync(Context(), CancellationToken.None);

        Assert.Equal($"{ofTheJob.Length} objects deleted from {_folder.Path}.", outcome.Message);
        Assert.Equal(ofOthers.Order(), Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path)).Order());
    }

    [Fact]
    public async Task A_store_where_nothing_is_left_is_done()
    {
        var outcome = await new DeleteStage().RunAsync(Context(), CancellationToken.None);

        Assert.StartsWith("0 objects deleted", outcome.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private StageContext Context() => new()
    {
        Spec = new GptTrainingJobSpec { Checkpoint = new CheckpointSpec { Uri = _folder.Path } },
        Store = ObjectStores.Open(_folder.Path),
        CacheFolder = _folder.Path,
        Progress = new ProgressBoard(new TrainerProgress { Stage = StageNames.Delete }),
        Metrics = new TrainerMetrics(StageNames.Delete),
        Time = TimeProvider.System,
        Logs = NullLoggerFactory.Instance,
    };
}
