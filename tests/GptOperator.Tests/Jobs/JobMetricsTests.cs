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
