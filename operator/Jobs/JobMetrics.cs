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

    /// <summary>From a minute to about six weeks.</summary>
    private static readonly double[] DurationBuckets = Histogram.ExponentialBuckets(60, 2, 17);

    private readonly Gauge _jobs;
    private readonly Counter _restarts;
    private readonly Gauge _progress;
    private readonly Gauge _loss;
    private readonly Gauge _validationLoss;
    private readonly Gauge _tokensPerSecond;
    private readonly Gauge _checkpoint;
    private readonly Histogram _durations;
    private readonly Counter _gpuSeconds;
    private readonly Counter _wastedGpuSeconds;
    private readonly ConcurrentDictionary<EntityKey, JobPhase> _phases = new();

    public JobMetrics(CollectorRegistry registry)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        _jobs = factory.CreateGauge("gptoperator_jobs", "Jobs by phase.", "phase");
        _restarts = factory.CreateCounter("gptoperator_job_restarts_total", "Attempts that ended and were followed by another, by why they ended.", "reason");
        _progress = factory.CreateGauge("gptoperator_job_progress_ratio", "Share of the running stage's steps done, from 0 to 1.", JobLabels);
        _loss = factory.CreateGauge("gptoperator_job_loss", "Training loss of the last step, in nats a token.", JobLabels);
        _validationLoss = factory.CreateGauge("gptoperator_job_validation_loss", "Newest validation loss, in nats a token.", JobLabels);
        _tokensPerSecond = factory.CreateGauge("gptoperator_job_tokens_per_second", "Tokens a second.", JobLabels);
        _checkpoint = factory.CreateGauge("gptoperator_job_last_checkpoint_timestamp_seconds", "When the newest complete checkpoint was taken; its age is time() less this.", JobLabels);
        _durations = factory.CreateHistogram(
            "gptoperator_job_duration_seconds",
            "Time from a job's start, or its last resumption, to its end, by outcome: succeeded, failed.",
            ["outcome"],
            new HistogramConfiguration { Buckets = DurationBuckets });
        _gpuSeconds = factory.CreateCounter("gptoperator_job_gpu_seconds_total", "GPU time held by attempts that have ended.", JobLabels);
        _wastedGpuSeconds = factory.CreateCounter("gptoperator_job_wasted_gpu_seconds_total", "The part of the GPU time whose work was lost with a failed attempt and is done again.", JobLabels);
        foreach (var phase in Enum.GetValues<JobPhase>())
            _jobs.WithLabels(phase.ToString()).Set(0);
    }

    /// <param name="job">The job with the status that it had.</param>
    /// <param name="status">The status that it has now.</param>
    public void Observe(GptTrainingJob job, GptTrainingJobStatus status)
    {
        CountPhase(EntityKey.Of(job), status.Phase);
        CountRestarts(job.Status, status);
        CountEnd(job.Status, status);
        string[] labels = [job.Metadata.NamespaceProperty, job.Metadata.Name];
        Set(_loss, labels, status.Progress?.Loss);
        Set(_validationLoss, labels, status.Progress?.ValidationLoss);
        Set(_tokensPerSecond, labels, status.Progress?.TokensPerSecond);
        Set(_checkpoint, labels, status.LastCheckpoint?.Time?.ToUnixTimeSeconds());
        Set(_progress, labels, status.Progress is { Step: { } step, TotalSteps: > 0 and var total } ? Math.Min(1, (double)step / total) : null);
        var gpus = GpuTime.Of(job, status);
        _gpuSeconds.WithLabels(labels).Inc(gpus.Used);
        _wastedGpuSeconds.WithLabels(labels).Inc(gpus.Wasted);
    }

    public void Forget(GptTrainingJob job)
    {
        CountPhase(EntityKey.Of(job), null);
        string[] labels = [job.Metadata.NamespaceProperty, job.Metadata.Name];
        foreach (var gauge in new[] { _progress, _loss, _validationLoss, _tokensPerSecond, _checkpoint })
            gauge.RemoveLabelled(labels);
        _gpuSeconds.RemoveLabelled(labels);
        _wastedGpuSeconds.RemoveLabelled(labels);
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

    private void CountEnd(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        if (before?.CompletionTime is null && after is { CompletionTime: { } end, StartTime: { } start })
            _durations.WithLabels(after.Phase == JobPhase.Succeeded ? "succeeded" : "failed").Observe((end - start).TotalSeconds);
    }

    private void CountRestarts(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        foreach (var ended in (after.Attempts ?? []).Except(before?.Attempts ?? []).Where(ended => ended.Action != RetryAction.Fail))
            _restarts.WithLabels(ended.Reason).Inc();
    }
}
