using Prometheus;

namespace GptTrainer.Reporting;

/// <summary>The Prometheus metrics of a training process.</summary>
internal sealed class TrainerMetrics
{
    private static readonly GaugeConfiguration WhenKnown = new() { SuppressInitialValue = true };

    public TrainerMetrics(string stage)
    {
        Registry = Metrics.NewCustomRegistry();
        Registry.SetStaticLabels(new Dictionary<string, string> { ["stage"] = stage });
        var factory = Metrics.WithCustomRegistry(Registry);
        Step = factory.CreateGauge("gpttrainer_step", "Optimizer steps done.");
        StepsTotal = factory.CreateCounter("gpttrainer_steps_total", "Optimizer steps done by this process.");
        TokensTotal = factory.CreateCounter("gpttrainer_tokens_total", "Tokens trained on by this process.");
        Loss = factory.CreateGauge("gpttrainer_loss_nats", "Training loss of the last step, in nats a token.");
        ValidationLoss = factory.CreateGauge("gpttrainer_validation_loss_nats", "Newest validation loss, in nats a token.");
        LearningRate = factory.CreateGauge("gpttrainer_learning_rate", "Learning rate of the last step.");
        GradientNorm = factory.CreateGauge("gpttrainer_gradient_norm", "Global gradient norm of the last step, before clipping.");
        StepDuration = factory.CreateHistogram("gpttrainer_step_duration_seconds", "Time of one optimizer step.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 18) });
        PartSeconds = factory.CreateCounter("gpttrainer_step_part_seconds_total", "Time of steps by part; 'data' is what steps waited for their tokens.", "part");
        OperationsPerSecond = factory.CreateGauge("gpttrainer_operations_per_second", "Floating-point operations a second of the last step, by the model's arithmetic.");
        FlopsUtilization = factory.CreateGauge("gpttrainer_model_flops_utilization_ratio", "Operations a second of the last step over the GPU's peak (MFU), where that is known.", WhenKnown);
        Memory = factory.CreateGauge("gpttrainer_memory_bytes", "Memory of this process.");
        DeviceMemory = factory.CreateGauge("gpttrainer_device_memory_bytes", "Memory in use on the GPU.", WhenKnown);
        SkippedSteps = factory.CreateCounter("gpttrainer_skipped_steps_total", "Steps whose data were passed over because of their loss.");
        Rewinds = factory.CreateCounter("gpttrainer_rewinds_total", "Times that training went back to a checkpoint because of a loss.");
        CheckpointStep = factory.CreateGauge("gpttrainer_checkpoint_step", "Step of the newest complete checkpoint.");
        CheckpointTimestamp = factory.CreateGauge("gpttrainer_checkpoint_timestamp_seconds", "When the newest checkpoint was complete, in Unix time.");
    }

    public CollectorRegistry Registry { get; }

    public Gauge Step { get; }

    public Counter StepsTotal { get; }

    public Counter TokensTotal { get; }

    public Gauge Loss { get; }

    public Gauge ValidationLoss { get; }

    public Gauge LearningRate { get; }

    public Gauge GradientNorm { get; }

    public Histogram StepDuration { get; }

    public Counter PartSeconds { get; }

    public Gauge OperationsPerSecond { get; }

    public Gauge FlopsUtilization { get; }

    public Gauge Memory { get; }

    public Gauge DeviceMemory { get; }

    public Counter SkippedSteps { get; }

    public Counter Rewinds { get; }

    public Gauge CheckpointStep { get; }

    public Gauge CheckpointTimestamp { get; }
}
