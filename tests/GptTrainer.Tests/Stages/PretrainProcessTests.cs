using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;

namespace GptTrainer.Tests.Stages;

public sealed class PretrainProcessTests : IAsyncLifetime
{
    private const int Steps = 600;
    private readonly string root = Directory.CreateTempSubdirectory("pretrain-").FullName;
    private readonly string text;

    public PretrainProcessTests() => text = Path.Combine(root, "text.txt");

    public async ValueTask InitializeAsync()
    {
        var words = Enumerable.Range(0, 3000).Select(i => (i * i % 7) switch { 0 => "the", 1 => "quick", 2 => "fox", 4 => "jumps", _ => "over" });
        await File.WriteAllTextAsync(text, string.Join(' ', words));
    }

    [Fact]
    public async Task Stopped_and_killed_trainings_resume_to_the_bits_of_an_undisturbed_one()
    {
        var undisturbed = await PreparedJobAsync("undisturbed");
        var disturbed = await PreparedJobAsync("disturbed");
        using (var whole = new TrainerProcess(undisturbed, StageNames.Pretrain)) Assert.Equal(0, await whole.ExitAsync());

        using (var stopped = new TrainerProcess(disturbed, StageNames.Pretrain))
        {
            await stopped.LineAsync("step-00000050 stored");
            stopped.Terminate();
            Assert.Equal(TrainerExitCode.Stopped, await stopped.ExitAsync());
            Assert.Equal(("Stopped", stopped.Message.Checkpoint!.Step), (stopped.Message.Reason, stopped.Message.Step));
            Assert.InRange(stopped.Message.Step!.Value, 50, Steps - 1);
        }
        using (var killed = new TrainerProcess(disturbed, StageNames.Pretrain))
        {
            await killed.LineAsync("Resuming from");
            await killed.LineAsync(" stored in ");
            killed.Kill();
            await killed.ExitAsync();
        }
        using var last = new TrainerProcess(disturbed, StageNames.Pretrain);
        Assert.Equal(0, await last.ExitAsync());
        Assert.Contains("Resuming from", last.Log, StringComparison.Ordinal);
        Assert.Equal(HashOfModel("undisturbed"), HashOfModel("disturbed"));
    }

    [Fact]
    public async Task A_finished_training_says_so_again_without_training()
    {
        var job = await PreparedJobAsync("finished");
        using var first = new TrainerProcess(job, StageNames.Pretrain);
        Assert.Equal(0, await first.ExitAsync());
        using var second = new TrainerProcess(job, StageNames.Pretrain);
        Assert.Equal(0, await second.ExitAsync());
        Assert.DoesNotContain("step ", second.Log, StringComparison.Ordinal);
        var (once, again) = (first.Message, second.Message);
        Assert.Equal(JsonSerializer.Serialize(once.Results, ContractJson.Options), JsonSerializer.Serialize(again.Results, ContractJson.Options));
        Assert.Equal(Steps, again.Step);
        Assert.True(once.Results!.ValidationLoss < once.Results.UnigramEntropy, $"{once.Results.ValidationLoss} is not below {once.Results.UnigramEntropy}");
        Assert.NotEmpty(once.Results.Sample!);
        Assert.Equal(["README.md", "config.json", "generation_config.json", "merges.txt", "model.safetensors", "tokenizer.json", "training_results.json", "vocab.json"],
            Directory.GetFiles(Path.Combine(root, "finished", "model")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_step_leaves_one_record()
    {
        var job = await PreparedJobAsync("recorded", steps: 120);
        using var training = new TrainerProcess(job, StageNames.Pretrain);
        Assert.Equal(0, await training.ExitAsync());
        var files = Directory.GetFiles(Path.Combine(root, "recorded", "report", "pretrain")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count(file => Path.GetFileName(file).StartsWith("events.out.tfevents.", StringComparison.Ordinal)));
        var records = files.Where(file => file.EndsWith(".jsonl", StringComparison.Ordinal)).SelectMany(File.ReadLines)
            .Select(line => JsonNode.Parse(line)!).Where(record => record["loss"] is not null).ToList();
        Assert.Equal(Enumerable.Range(1, 120), records.Select(record => (int)record["step"]!));
        Assert.All(records, record => Assert.True((double)record["parts"]!["linear"]! > 0));
    }

    [Fact]
    public async Task A_leaping_loss_goes_back_and_on_with_other_data()
    {
        var job = await PreparedJobAsync("leaping", optimizer: new { learningRate = 1.0 }, guard: new { spikeThreshold = 1e-9, spike = "rewind", limit = 2 });
        using var training = new TrainerProcess(job, StageNames.Pretrain);
        // At this rate the loss leaps soon, whatever the data: twice it goes back, the third time it ends.
        Assert.Equal(TrainerExitCode.Diverged, await training.ExitAsync());
        Assert.Equal(2, training.Log.Split("Back from step").Length - 1);
        Assert.Contains("2 rewinds", training.Message.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_health_and_metrics_are_served_while_it_trains()
    {
        var job = await PreparedJobAsync("served", steps: 100_000);
        var port = FreePort();
        using var training = new TrainerProcess(job, StageNames.Pretrain, port);
        await training.LineAsync("step-00000050 stored");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal("ok", await http.GetStringAsync("/healthz"));
        var progress = JsonSerializer.Deserialize<TrainerProgress>(await http.GetStringAsync("/progress"), ContractJson.Options)!;
        Assert.Equal((StageNames.Pretrain, 100_000), (progress.Stage, progress.TotalSteps));
        Assert.InRange(progress.Step, 50, 99_999);
        Assert.Equal(progress.Step * 4 * 16, progress.Tokens);
        Assert.True(progress is { Loss: > 0, TokensPerSecond: > 0, SecondsRemaining: > 0 });
        var metrics = await http.GetStringAsync("/metrics");
        Assert.All((string[])["gpttrainer_step", "gpttrainer_loss_nats", "gpttrainer_tokens_total", "gpttrainer_step_duration_seconds_bucket"],
            name => Assert.Contains(name, metrics, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("learningRate", 0.5, "another configuration", "spec.checkpoint.uri")]
    [InlineData("learningRate", 7, "learningRate", "spec.pretraining.optimizer")]
    public async Task A_wrong_job_ends_with_one_clear_line(string field, double value, string fault, string named)
    {
        var job = await PreparedJobAsync("wrong");
        using (var first = new TrainerProcess(job, StageNames.Pretrain))
        {
            await first.LineAsync(" stored in ");
            first.Kill();
            await first.ExitAsync();
        }
        var node = JsonNode.Parse(await File.ReadAllTextAsync(job))!;
        node["spec"]!["pretraining"]!["optimizer"]![field] = value;
        await File.WriteAllTextAsync(job, node.ToJsonString());
        using var second = new TrainerProcess(job, StageNames.Pretrain);
        Assert.Equal(TrainerExitCode.InvalidJob, await second.ExitAsync());
        Assert.Equal("InvalidJob", second.Message.Reason);
        Assert.Contains(fault, second.Message.Message, StringComparison.Ordinal);
        Assert.Contains(named, second.Message.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_without_its_data_names_the_stage_that_is_missing()
    {
        using var training = new TrainerProcess(WriteJob("unprepared", Steps), StageNames.Pretrain);
        Assert.NotEqual(0, await training.ExitAsync());
        Assert.Contains("prepare", training.Message.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diverging_training_ends_as_diverged()
    {
        // A mean over a thousand gradients divided by the last one alone has no bound.
        var job = await PreparedJobAsync("diverging", optimizer: new { learningRate = 1.0, maxGradNorm = 0, beta1 = 0.999, beta2 = 0, epsilon = 1e-30 });
        using var training = new TrainerProcess(job, StageNames.Pretrain);
        var code = await training.ExitAsync();
        Assert.True(code == TrainerExitCode.Diverged, training.Log);
        Assert.Contains("learningRate", training.Message.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> PreparedJobAsync(string name, int steps = Steps, object? optimizer = null, object? guard = null)
    {
        var job = WriteJob(name, steps, optimizer, guard);
        using var prepare = new TrainerProcess(job, StageNames.Prepare);
        Assert.True(await prepare.ExitAsync() == 0, prepare.Log);
        return job;
    }

    private string WriteJob(string name, int steps, object? optimizer = null, object? guard = null)
    {
        var job = new
        {
            apiVersion = "gptoperator.io/v1alpha1",
            kind = "GptTrainingJob",
            metadata = new { name },
            spec = new
            {
                model = new { hiddenSize = 16, numHiddenLayers = 1, numAttentionHeads = 2, contextLength = 16, dropout = 0.1 },
                tokenizer = new { type = "character" },
                data = new { sources = new[] { new { name = "words", uri = text } } },
                pretraining = new
                {
                    steps,
                    batchSize = 4,
                    optimizer = optimizer ?? new { learningRate = 0.01 },
                    lossGuard = guard ?? new { },
                    validation = new { every = 100, batches = 2 },
                },
                checkpoint = new { uri = Path.Combine(root, name), every = 50, keepLast = 2 },
            },
        };
        var path = Path.Combine(root, $"{name}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(job));
        return path;
    }

    private string HashOfModel(string name) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, name, "model", "model.safetensors"))));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
