using System.Collections.Concurrent;
using GptOperator.Crds;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Kubernetes;
using Prometheus;

namespace GptOperator.Jobs;

/// <summary>What the operator exports about each job; a job's series go with it.</summary>
internal sealed class JobMetrics
{
    private static readonly string[] JobLabels = ["namespace", "name"];

    private readonly Gauge _jobs;
    private readonly Counter _restarts;
    private readonly Gauge _progress;
    private readonly Gauge _loss;
    private readonly Gauge _tokensPerSecond;
    private readonly Gauge _checkpoint;
    private readonly ConcurrentDictionary<EntityKey, JobPhase> _phases = new();

    public JobMetrics(CollectorRegistry registry)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        _jobs = factory.CreateGauge("gptoperator_jobs", "Jobs by phase.", "phase");
        _restarts = factory.CreateCounter("gptoperator_job_restarts_total", "Attempts that ended and were followed by another, by why they ended.", "reason");
        _progress = factory.CreateGauge("gptoperator_job_progress_ratio", "Share of the running stage's steps done, from 0 to 1.", JobLabels);
        _loss = factory.CreateGauge("gptoperator_job_loss", "Training loss of the last step, in nats a token.", JobLabels);
        _tokensPerSecond = factory.CreateGauge("gptoperator_job_tokens_per_second", "Tokens a second.", JobLabels);
        _checkpoint = factory.CreateGauge("gptoperator_job_last_checkpoint_timestamp_seconds", "When the newest complete checkpoint was taken.", JobLabels);
        foreach (var phase in Enum.GetValues<JobPhase>())
            _jobs.WithLabels(phase.ToString()).Set(0);
    }

    /// <param name="job">The job with the status that it had.</param>
    /// <param name="status">The status that it has now.</param>
    public void Observe(GptTrainingJob job, GptTrainingJobStatus status)
    {
        CountPhase(EntityKey.Of(job), status.Phase);
        CountRestarts(job.Status, status);
        string[] labels = [job.Metadata.NamespaceProperty, job.Metadata.Name];
        Set(_loss, labels, status.Progress?.Loss);
        Set(_tokensPerSecond, labels, status.Progress?.TokensPerSecond);
        Set(_checkpoint, labels, status.LastCheckpoint?.Time?.ToUnixTimeSeconds());
        Set(_progress, labels, status.Progress is { Step: { } step, TotalSteps: > 0 and var total } ? Math.Min(1, (double)step / total) : null);
    }

    public void Forget(GptTrainingJob job)
    {
        CountPhase(EntityKey.Of(job), null);
        string[] labels = [job.Metadata.NamespaceProperty, job.Metadata.Name];
        foreach (var gauge in new[] { _progress, _loss, _tokensPerSecond, _checkpoint })
            gauge.RemoveLabelled(labels);
    }

    private static void Set(Gauge gauge, string[] labels, double? value)
    {
        if (value is { } number)
            gauge.WithLabels(labels).Set(number);
        else
            gauge.RemoveLabelled(labels);
    }

    private void CountPhase(EntityKey key, JobPhase? phase)
    {
        if (_phases.TryRemove(key, out var before))
            _jobs.WithLabels(before.ToString()).Dec();
        if (phase is { } now && _phases.TryAdd(key, now))
            _jobs.WithLabels(now.ToString()).Inc();
    }

    private void CountRestarts(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        foreach (var ended in (after.Attempts ?? []).Except(before?.Attempts ?? []).Where(ended => ended.Action != RetryAction.Fail))
            _restarts.WithLabels(ended.Reason).Inc();
    }
}
