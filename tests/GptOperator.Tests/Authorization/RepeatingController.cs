using GptOperator.Crds;
using GptOperator.Kubernetes;

namespace GptOperator.Tests.Authorization;

/// <summary>The controller, which also tells the same event at each reconcile, as one does that keeps failing.</summary>
internal sealed class RepeatingController(IEntityController<GptTrainingJob> inner, IEventRecorder events) : IEntityController<GptTrainingJob>
{
    public IEntityFinalizer<GptTrainingJob>? Finalizer => inner.Finalizer;

    public Task<ReconciliationResult<GptTrainingJob>> ReconcileAsync(GptTrainingJob entity, CancellationToken cancellationToken)
    {
        events.Record(entity, EventType.Normal, "Looked", "the job was looked at");
        events.Record(entity, EventType.Normal, "Looked", "the job was looked at");
        return inner.ReconcileAsync(entity, cancellationToken);
    }

    public Task<ReconciliationResult<GptTrainingJob>> DeletedAsync(GptTrainingJob entity, CancellationToken cancellationToken) =>
        inner.DeletedAsync(entity, cancellationToken);
}
