using GptOperator.Crds.Trainer;
using GptTrainer.Checkpoints;
using GptTrainer.Reporting;
using GptTrainer.Storage;
using GptTrainer.Tests.Training;
using GptTrainer.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptTrainer.Tests.Checkpoints;

[Collection(TorchCollection.Name)]
public sealed class CheckpointTests : IDisposable
{
    private const string Hash = "the configuration";
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly string root = Directory.CreateTempSubdirectory("checkpoints-").FullName;
    private readonly CheckpointStore checkpoints;

    public CheckpointTests() => checkpoints = new CheckpointStore(ObjectStores.Open(root), StageNames.Pretrain, NullLogger.Instance);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public async Task A_resumed_training_ends_in_the_bits_of_an_undisturbed_one(double dropout)
    {
        var config = Tiny.Config with { Dropout = dropout };
        using var undisturbed = Tiny.Pretraining(config);
        Run(undisturbed, 12);
        foreach (var killedAt in (int[])[1, 5, 11])
        {
            using (var first = Tiny.Pretraining(config))
            {
                Run(first, killedAt);
                await SaveAsync(first);
                // Work past the checkpoint dies with the process.
                Run(first, 12);
            }
            using var second = Tiny.Pretraining(config);
            Assert.Equal(killedAt, (await ResumeAsync(second))!.Step);
            Run(second, 12);
            Assert.Equal(Tiny.Bytes(undisturbed), Tiny.Bytes(second));
            Directory.Delete(root, recursive: true);
        }
    }

    [Theory]
    [InlineData("model.safetensors", "cut")]
    [InlineData("optimizer.safetensors", "flip")]
    [InlineData("state.json", "flip")]
    [InlineData("model.safetensors", "delete")]
    [InlineData("manifest.json", "cut")]
    [InlineData("manifest.json", "delete")]
    public async Task A_damaged_newest_checkpoint_falls_back_to_the_one_before(string file, string damage)
    {
        using var pretraining = Tiny.Pretraining();
        Run(pretraining, 3);
        await SaveAsync(pretraining);
        var expected = Tiny.Bytes(pretraining);
        Run(pretraining, 6);
        await SaveAsync(pretraining);
        Damage(Path.Combine(root, "checkpoints", "pretrain", "step-00000006", file), damage);

        using var resumed = Tiny.Pretraining();
        Assert.Equal(3, (await ResumeAsync(resumed))!.Step);
        Assert.Equal(expected, Tiny.Bytes(resumed));
    }

    [Fact]
    public async Task Without_a_whole_checkpoint_training_begins_anew()
    {
        using var pretraining = Tiny.Pretraining();
        Assert.Null(await ResumeAsync(pretraining));
        Run(pretraining, 2);
        await SaveAsync(pretraining);
        Damage(Path.Combine(root, "checkpoints", "pretrain", "step-00000002", "model.safetensors"), "cut");
        Assert.Null(await ResumeAsync(pretraining));
    }

    [Fact]
    public async Task A_checkpoint_of_another_configuration_is_refused()
    {
        using var pretraining = Tiny.Pretraining();
        Run(pretraining, 2);
        await SaveAsync(pretraining);
        var fault = await Assert.ThrowsAsync<JobException>(() => new CheckpointReader(checkpoints, root)
            .ResumeAsync(pretraining, "another", root, Never));
        Assert.Equal(TrainerExitCode.InvalidJob, fault.ExitCode);
        Assert.Contains($"spec.checkpoint.uri '{root}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_newest_checkpoints_are_kept_and_what_a_crash_left_goes()
    {
        using var pretraining = Tiny.Pretraining();
        var folder = Path.Combine(root, "checkpoints", "pretrain");
        Directory.CreateDirectory(Path.Combine(folder, "step-00000002"));
        await File.WriteAllTextAsync(Path.Combine(folder, "step-00000002", "model.safetensors"), "half");
        for (var step = 1; step <= 5; step++)
        {
            Run(pretraining, step);
            if (step != 2) await SaveAsync(pretraining);
        }
        await checkpoints.PruneAsync(keepLast: 2, Never);
        Assert.Equal([5L, 4L], await checkpoints.StepsAsync(Never));
        Assert.Equal(["step-00000004", "step-00000005"], FoldersWithFiles(folder));
    }

    [Fact]
    public async Task Training_goes_on_while_a_checkpoint_is_stored()
    {
        using var pretraining = Tiny.Pretraining();
        Run(pretraining, 2);
        var expected = Tiny.Bytes(pretraining);
        var writer = new CheckpointWriter(checkpoints, new CheckpointSnapshot(pretraining), 3, TimeProvider.System, NullLogger.Instance);
        await writer.BeginAsync(State(pretraining), null, Never);
        Run(pretraining, 6);
        await writer.FlushAsync();
        Assert.Equal(2, writer.Newest!.Step);

        using var resumed = Tiny.Pretraining();
        await ResumeAsync(resumed);
        Assert.Equal(expected, Tiny.Bytes(resumed));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_stored_ends_the_training()
    {
        using var pretraining = Tiny.Pretraining();
        await File.WriteAllTextAsync(Path.Combine(root, "checkpoints"), "a file where a folder should be");
        var writer = new CheckpointWriter(checkpoints, new CheckpointSnapshot(pretraining), 3, TimeProvider.System, NullLogger.Instance);
        await writer.BeginAsync(State(pretraining), null, Never);
        var fault = await Assert.ThrowsAsync<StorageException>(writer.FlushAsync);
        Assert.Contains("spec.checkpoint.uri", fault.Message, StringComparison.Ordinal);
        Assert.Throws<StorageException>(writer.ThrowIfFailed);
    }

    public void Dispose()
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    private static void Run(Pretraining pretraining, int until)
    {
        while (pretraining.Step < until) pretraining.RunStep();
    }

    private static TrainingState State(Pretraining pretraining) => new()
    {
        Step = pretraining.Step,
        Configuration = Hash,
        Seed = 1,
        NextBatch = pretraining.NextBatch,
        Tokens = 0,
    };

    private async Task SaveAsync(Pretraining pretraining)
    {
        var snapshot = new CheckpointSnapshot(pretraining);
        snapshot.Take(State(pretraining));
        await checkpoints.WriteAsync(snapshot, Never);
    }

    private Task<TrainingState?> ResumeAsync(Pretraining pretraining) =>
        new CheckpointReader(checkpoints, root).ResumeAsync(pretraining, Hash, Path.Combine(root, "cache"), Never);

    private static string[] FoldersWithFiles(string folder) =>
        [.. Directory.GetDirectories(folder).Where(path => Directory.GetFiles(path).Length > 0).Select(path => Path.GetFileName(path)).Order()];

    private static void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        if (damage == "flip") bytes[bytes.Length / 2] ^= 1;
        if (damage != "delete") File.WriteAllBytes(path, damage == "cut" ? bytes[..(bytes.Length / 2)] : bytes);
    }
}
