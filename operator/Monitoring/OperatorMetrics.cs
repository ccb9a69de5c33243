using Prometheus;

namespace GptOperator.Monitoring;

/// <summary>Every metric of the operator itself. One instance per operator, each with its registry.</summary>
internal sealed class OperatorMetrics
{
    /// <summary>From a reconcile that found nothing to do to one that met a slow server.</summary>
    private static readonly double[] DurationBuckets = Histogram.ExponentialBuckets(0.001, 2.5, 12);

    public OperatorMetrics()
    {
        var factory = Metrics.WithCustomRegistry(Registry);
        Reconciles = factory.CreateCounter(
            "gptoperator_reconciles_total", "Reconciles by result: success, requeue, error, terminal.", "result");
        ReconcileDuration = factory.CreateHistogram(
            "gptoperator_reconcile_duration_seconds", "Time of one reconcile.", Buckets());
        QueueDepth = factory.CreateGauge("gptoperator_queue_depth", "Keys that wait for a worker.");
        ActiveWorkers = factory.CreateGauge("gptoperator_active_workers", "Workers that are at a key.");
        QueueAdds = factory.CreateCounter("gptoperator_queue_adds_total", "Keys put into the queue.");
        QueueRetries = factory.CreateCounter("gptoperator_queue_retries_total", "Keys put back with back-off after a failure.");
        QueueWait = factory.CreateHistogram(
            "gptoperator_queue_wait_seconds", "Time from a key's entry into the queue to a worker taking it.", Buckets());
        ApiRequests = factory.CreateCounter(
            "gptoperator_api_requests_total", "Attempts of API requests by verb and HTTP code (error: no answer).", "verb", "code");
        ApiRequestDuration = factory.CreateHistogram(
            "gptoperator_api_request_duration_seconds", "Time of one attempt of an API request, for a watch until it is accepted.", ["verb"], Buckets());
        ApiRetries = factory.CreateCounter("gptoperator_api_retries_total", "API requests repeated after a passing fault.");
        WatchRestarts = factory.CreateCounter(
            "gptoperator_watch_restarts_total", "Watches begun anew, by kind and reason: closed, error, gone.", "kind", "reason");
        CachedObjects = factory.CreateGauge("gptoperator_cached_objects", "Objects held in memory, by kind.", "kind");
        EventsDropped = factory.CreateCounter(
            "gptoperator_events_dropped_total", "Events not written, by reason: buffer, rate, error.", "reason");
        Leader = factory.CreateGauge("gptoperator_leader", "1 while this replica leads or has no rival, else 0.");
    }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    public Counter Reconciles { get; }

    public Histogram ReconcileDuration { get; }

    public Gauge QueueDepth { get; }

    public Gauge ActiveWorkers { get; }

    public Counter QueueAdds { get; }

    public Counter QueueRetries { get; }

    public Histogram QueueWait { get; }

    public Counter ApiRequests { get; }

    public Histogram ApiRequestDuration { get; }

    public Counter ApiRetries { get; }

    public Counter WatchRestarts { get; }

    public Gauge CachedObjects { get; }

    public Counter EventsDropped { get; }

    public Gauge Leader { get; }

    private static HistogramConfiguration Buckets() => new() { Buckets = DurationBuckets };
}
