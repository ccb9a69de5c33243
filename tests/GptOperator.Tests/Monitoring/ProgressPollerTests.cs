using System.Text;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Tests.Monitoring;

public sealed class ProgressPollerTests
{
    private readonly ProgressBoard _board = new();
    private readonly List<EntityKey> _moved = [];

    [Fact]
    public async Task A_trainer_that_moves_has_its_job_looked_at()
    {
        var step = 0;
        using var trainer = new AnsweringTrainer("127.94.0.1", AnsweringTrainer.Json(() => Answer(++step)));

        await PollAsync(rounds: 2, trainer.Pod);

        Assert.Equal([new EntityKey("default", "demo"), new EntityKey("default", "demo")], _moved);
        Assert.Equal(2, _board.Find(trainer.Pod.Metadata.Uid)!.Progress.Step);
    }

    [Fact]
    public async Task A_trainer_whose_clock_alone_moves_causes_nothing()
    {
        var second = 10;
        using var trainer = new AnsweringTrainer("127.94.0.2", AnsweringTrainer.Json(() => Answer(7, second++)));

        await PollAsync(rounds: 3, trainer.Pod);

        Assert.Single(_moved);
    }

    [Fact]
    public async Task A_trainer_at_work_without_a_step_is_known_to_be_at_work()
    {
        var batches = 0;
        using var trainer = new AnsweringTrainer("127.94.0.11", AnsweringTrainer.Json(() => Answer(7).Replace("}", $",\"activity\":{batches++}}}", StringComparison.Ordinal)));

        await PollAsync(rounds: 1, trainer.Pod);
        Assert.Null(_board.Find(trainer.Pod.Metadata.Uid)!.ActiveAt);
        await PollAsync(rounds: 1, trainer.Pod);

        var heard = _board.Find(trainer.Pod.Metadata.Uid)!;
        Assert.Equal(heard.AnsweredAt, heard.ActiveAt);
        Assert.True(heard.MovedAt < heard.ActiveAt);
        Assert.Single(_moved);
    }

    [Theory]
    [InlineData("127.94.0.3", "{\"step\":")]
    [InlineData("127.94.0.4", "[]")]
    [InlineData("127.94.0.5", "null")]
    [InlineData("127.94.0.6", "{\"step\":1e99}")]
    public async Task A_malformed_answer_is_left_out(string address, string body)
    {
        using var trainer = new AnsweringTrainer(address, AnsweringTrainer.Json(() => body));

        await PollAsync(rounds: 1, trainer.Pod);

        Assert.Empty(_moved);
    }

    [Fact]
    public async Task Neither_an_endless_answer_nor_one_that_never_comes_keeps_another_job_from_being_asked()
    {
        using var endless = new AnsweringTrainer("127.94.0.7", SendWithoutEndAsync);
        using var silent = new AnsweringTrainer("127.94.0.8", _ => Task.Delay(Timeout.Infinite));
        using var good = new AnsweringTrainer("127.94.0.9", AnsweringTrainer.Json(() => Answer(1)));

        await PollAsync(rounds: 1, endless.Pod, silent.Pod, good.Pod);

        Assert.Single(_moved);
        Assert.NotNull(_board.Find(good.Pod.Metadata.Uid));
    }

    [Fact]
    public async Task A_pod_that_ended_is_forgotten()
    {
        using var trainer = new AnsweringTrainer("127.94.0.10", AnsweringTrainer.Json(() => Answer(1)));
        await PollAsync(rounds: 1, trainer.Pod);

        await PollAsync(rounds: 1);

        Assert.Null(_board.Find(trainer.Pod.Metadata.Uid));
    }

    private async Task PollAsync(int rounds, params V1Pod[] pods)
    {
        using var source = new ProgressPodSource();
        var options = new ProgressOptions { Timeout = TimeSpan.FromSeconds(1) };
        var poller = new ProgressPoller(new FixedPods(pods), source, _board, Moved, options, TimeProvider.System, NullLogger<ProgressPoller>.Instance);
        for (var round = 0; round < rounds; round++)
            await poller.DoOnceAsync(CancellationToken.None);
    }

    private void Moved(EntityKey key)
    {
        lock (_moved)
            _moved.Add(key);
    }

    private static string Answer(int step, int second = 0) =>
        $$"""{"stage":"pretrain","step":{{step}},"totalSteps":100,"tokens":{{step * 64}},"loss":2.5,"tokensPerSecond":{{second}},"updatedAt":"2026-03-01T12:00:{{second:00}}Z"}""";

    private static async Task SendWithoutEndAsync(Stream stream)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\n\r\n"));
        var chunk = new byte[64 * 1024];
        while (true)
            await stream.WriteAsync(chunk);
    }
}
