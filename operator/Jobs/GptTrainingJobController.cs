using GptOperator.Crds;
using GptOperator.Hosting;
using GptOperator.Jobs.PodGroups;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using GptOperator.Reconciling;

namespace GptOperator.Jobs;

/// <summary>Observe, plan, act: everything that decides is in <see cref="Planner"/>.</summary>
/// <param name="observer">Reads what a plan is made from.</param>
/// <param name="plan">Makes it: <see cref="Planner.Plan"/>.</param>
/// <param name="writer">Carries it out.</param>
/// <param name="events">Tells of it.</param>
/// <param name="metrics">Counts it.</param>
internal sealed class GptTrainingJobController(
    JobObserver observer, Func<Observed, JobPlan> plan, PlanWriter writer, IEventRecorder events, JobMetrics metrics)
    : IEntityController<GptTrainingJob>
{
    /// <summary>The watch brings a newer revision and with it the next reconcile; this is for the case that it was here before.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>What a name's holder or a refusal means for the plan needs one more look each; a third in a row is left to the next reconcile.</summary>
    private const int MostPlans = 3;

    public IEntityFinalizer<GptTrainingJob> Finalizer { get; } = new GptTrainingJobFinalizer(observer, writer, events);

    /// <summary>The controller with all its parts, and the polling of progress beside it.</summary>
    public static GptTrainingJobController Create(OperatorContext context) => Create(context, Planner.Plan);

    /// <inheritdoc cref="Create(OperatorContext)"/>
    public static GptTrainingJobController Create(OperatorContext context, Func<Observed, JobPlan> plan)
    {
        var board = new ProgressBoard();
        IProgressSource source = context.Options.ProxyPods ? new ProgressProxySource(context.Api) : new ProgressPodSource();
        var poller = new ProgressPoller(
            context.Pods,
            source,
            board,
            context.Enqueue,
            new ProgressOptions { Interval = context.Options.ProgressInterval },
            context.Time,
            context.Loggers.CreateLogger<ProgressPoller>());
        context.RunBeside(poller);
        var view = new CachedJobView(context.Jobs, context.Pods, context.ConfigMaps);
        var settings = new PlannerSettings { TrainerImage = context.Options.TrainerImage, ProgressInterval = context.Options.ProgressInterval };
        var podGroups = new PodGroupClient(context.Api, context.Time);
        return new GptTrainingJobController(
            new JobObserver(context.Api, view, podGroups, board, settings, context.Time),
            plan,
            new PlanWriter(context.Api, view, podGroups),
            context.Events,
            new JobMetrics(context.Metrics.Registry));
    }

    public async Task<ReconciliationResult<GptTrainingJob>> ReconcileAsync(GptTrainingJob entity, CancellationToken cancellationToken)
    {
        var observed = await observer.ObserveAsync(entity, cancellationToken);
        for (var plans = 1; ; plans++)
        {
            var planned = plan(observed);
            var outcome = await writer.WriteAsync(observed.Job, planned, cancellationToken);
            if (outcome.Outdated)
                return ReconciliationResult<GptTrainingJob>.Success(outcome.Job, LookAgain);
            Tell(observed.Job, planned);
            if (outcome is { NameHeld: null, Rejection: null })
                return ReconciliationResult<GptTrainingJob>.Success(outcome.Job, planned.RequeueAfter);
            if (plans == MostPlans)
                return ReconciliationResult<GptTrainingJob>.Success(outcome.Job, LookAgain);
            observed = observed with { Job = outcome.Job, Rejection = outcome.Rejection ?? observed.Rejection };
            if (outcome.NameHeld is { } write)
                observed = await observer.LookAgainAsync(observed, write, cancellationToken);
        }
    }

    public Task<ReconciliationResult<GptTrainingJob>> DeletedAsync(GptTrainingJob entity, CancellationToken cancellationToken)
    {
        metrics.Forget(entity);
        return Task.FromResult(ReconciliationResult<GptTrainingJob>.Success(entity));
    }

    private void Tell(GptTrainingJob job, JobPlan plan)
    {
        foreach (var planned in plan.Events)
            events.Record(job, planned.Warning ? EventType.Warning : EventType.Normal, planned.Reason, planned.Message);
        if (plan.Status is { } status)
            metrics.Observe(job, status);
    }
}
