using System.Text;
using GptOperator.Crds;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Jobs;
using GptOperator.Tests.Reconciling.Support;
using Prometheus;

namespace GptOperator.Tests.Jobs;

public sealed class JobMetricsTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly GptTrainingJob _job = ObservedYaml.Job([]);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_running_job_shows_its_progress_and_phase()
    {
        new JobMetrics(_registry).Observe(_job, Running(attempt: 0));

        var text = await TextAsync();
        Assert.Contains("gptoperator_jobs{phase=\"Running\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("gptoperator_job_progress_ratio{namespace=\"default\",name=\"demo\"} 0.25\n", text, StringComparison.Ordinal);
        Assert.Contains("gptoperator_job_loss{namespace=\"default\",name=\"demo\"} 2.5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_is_counted_by_its_reason_once()
    {
        var metrics = new JobMetrics(_registry);
        _job.Status = Running(attempt: 0);
        metrics.Observe(_job, Running(attempt: 1));
        _job.Status = Running(attempt: 1);
        metrics.Observe(_job, Running(attempt: 1));

        Assert.Contains("gptoperator_job_restarts_total{reason=\"OOMKilled\"} 1\n", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_jobs_series_go_with_it()
    {
        var metrics = new JobMetrics(_registry);
        metrics.Observe(_job, Running(attempt: 0));
        metrics.Forget(_job);

        var text = await TextAsync();
        Assert.DoesNotContain("name=\"demo\"", text, StringComparison.Ordinal);
        Assert.Contains("gptoperator_jobs{phase=\"Running\"} 0\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100L, 75L, 4 * 3600 * 0.25)]
    [InlineData(100L, null, 4 * 3600)]
    [InlineData(null, null, 4 * 3600)]
    [InlineData(100L, 100L, 0)]
    public async Task Of_a_failed_attempt_what_came_after_its_checkpoint_is_wasted(long? step, long? checkpoint, double wasted)
    {
        var job = WithGpus(4);
        new JobMetrics(_registry).Observe(job, Running(attempt: 0) with
        {
            Attempts = [new AttemptStatus { Stage = "pretrain", Action = RetryAction.Restart, Step = step, CheckpointStep = checkpoint, StartTime = Start, EndTime = Start.AddHours(1) }],
        });

        var text = await TextAsync();
        Assert.Contains("gptoperator_job_gpu_seconds_total{namespace=\"default\",name=\"demo\"} 14400\n", text, StringComparison.Ordinal);
        Assert.Contains($"gptoperator_job_wasted_gpu_seconds_total{{namespace=\"default\",name=\"demo\"}} {wasted}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_jobs_end_is_counted_once_with_its_duration()
    {
        var metrics = new JobMetrics(_registry);
        var ended = Running(attempt: 0) with { Phase = JobPhase.Succeeded, StartTime = Start, CompletionTime = Start.AddMinutes(90) };
        metrics.Observe(_job, ended);
        _job.Status = ended;
        metrics.Observe(_job, ended);

        var text = await TextAsync();
        Assert.Contains("gptoperator_job_duration_seconds_sum{outcome=\"succeeded\"} 5400\n", text, StringComparison.Ordinal);
        Assert.Contains("gptoperator_job_duration_seconds_count{outcome=\"succeeded\"} 1\n", text, StringComparison.Ordinal);
    }

    private static GptTrainingJob WithGpus(int gpus)
    {
        var job = ObservedYaml.Job([]);
        job.Spec = job.Spec with { Workers = job.Spec.Workers with { GpusPerWorker = gpus } };
        return job;
    }

    private static GptTrainingJobStatus Running(int attempt) => new()
    {
        Phase = JobPhase.Running,
        Progress = new ProgressStatus { Stage = "pretrain", Step = 25, TotalSteps = 100, Loss = 2.5 },
        Stages = [new StageStatus { Name = "pretrain", Phase = StagePhase.Running, Attempt = attempt }],
        Attempts = attempt > 0 ? [new AttemptStatus { Stage = "pretrain", Reason = "OOMKilled", Action = RetryAction.Restart }] : null,
    };

    private async Task<string> TextAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
