using GptOperator.Crds;
using GptOperator.Kubernetes;

namespace GptOperator.Faults.Simulation;

/// <summary>
/// Wakes the harness when a reconcile has ended, so that it need not watch for that all the time, and lets none begin while the harness
/// is at the caches: what is delivered together is seen together.
/// </summary>
internal sealed class SignallingController(IEntityController<GptTrainingJob> inner, EventWaitHandle ended, Lock deliveries) : IEntityController<GptTrainingJob>
{
    public IEntityFinalizer<GptTrainingJob>? Finalizer => inner.Finalizer;

    public Task<ReconciliationResult<GptTrainingJob>> ReconcileAsync(GptTrainingJob entity, CancellationToken cancellationToken) =>
        TellAsync(() => inner.ReconcileAsync(entity, cancellationToken));

    public Task<ReconciliationResult<GptTrainingJob>> DeletedAsync(GptTrainingJob entity, CancellationToken cancellationToken) =>
        TellAsync(() => inner.DeletedAsync(entity, cancellationToken));

    private async Task<ReconciliationResult<GptTrainingJob>> TellAsync(Func<Task<ReconciliationResult<GptTrainingJob>>> reconcile)
    {
        deliveries.Enter();
        deliveries.Exit();
        try
        {
            return await reconcile();
        }
        finally
        {
            ended.Set();
        }
    }
}
