using GptOperator.Crds;
using GptOperator.Kubernetes;
using GptOperator.Reconciling.Deletion;

namespace GptOperator.Jobs;

/// <summary>Carries out what <see cref="StorageDeletion"/> plans for a job between the wish to delete it and its end.</summary>
internal sealed class GptTrainingJobFinalizer(JobObserver observer, PlanWriter writer, IEventRecorder events) : IEntityFinalizer<GptTrainingJob>
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    public string Identifier => StorageDeletion.Finalizer;

    public bool Wants(GptTrainingJob entity) => StorageDeletion.IsWanted(entity);

    public async Task<ReconciliationResult<GptTrainingJob>> FinalizeAsync(GptTrainingJob entity, CancellationToken cancellationToken)
    {
        var observed = await observer.ObserveLiveAsync(entity, cancellationToken);
        var plan = StorageDeletion.Plan(observed);
        var outcome = await writer.WriteAsync(entity, plan, cancellationToken);
        if (outcome.Rejection is { } rejection)
        {
            plan = StorageDeletion.Plan(observed with { Rejection = rejection });
            outcome = new WriteOutcome { Job = entity };
        }
        if (outcome is not { Outdated: false, NameHeld: null })
            return ReconciliationResult<GptTrainingJob>.Success(entity, LookAgain);
        foreach (var planned in plan.Events)
            events.Record(entity, planned.Warning ? EventType.Warning : EventType.Normal, planned.Reason, planned.Message);
        return ReconciliationResult<GptTrainingJob>.Success(entity, plan.Released ? null : plan.RequeueAfter ?? LookAgain);
    }
}
