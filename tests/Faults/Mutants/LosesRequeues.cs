using GptOperator.Crds;
using GptOperator.Kubernetes;

namespace GptOperator.Faults.Mutants;

/// <summary>Forgets when to look again.</summary>
internal sealed class LosesRequeues(IEntityController<GptTrainingJob> inner) : IEntityController<GptTrainingJob>
{
    public IEntityFinalizer<GptTrainingJob>? Finalizer => inner.Finalizer;

    public async Task<ReconciliationResult<GptTrainingJob>> ReconcileAsync(GptTrainingJob entity, CancellationToken cancellationToken)
    {
        var result = await inner.ReconcileAsync(entity, cancellationToken);
        return result.IsSuccess ? ReconciliationResult<GptTrainingJob>.Success(result.Entity) : result;
    }

    public Task<ReconciliationResult<GptTrainingJob>> DeletedAsync(GptTrainingJob entity, CancellationToken cancellationToken) =>
        inner.DeletedAsync(entity, cancellationToken);
}
