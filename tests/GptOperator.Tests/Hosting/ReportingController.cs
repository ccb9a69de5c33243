using GptOperator.Crds;
using GptOperator.Kubernetes;

namespace GptOperator.Tests.Hosting;

internal sealed class ReportingController(Action<GptTrainingJob> report) : IEntityController<GptTrainingJob>
{
    public Task<ReconciliationResult<GptTrainingJob>> ReconcileAsync(GptTrainingJob entity, CancellationToken cancellationToken)
    {
        report(entity);
        return Task.FromResult(ReconciliationResult<GptTrainingJob>.Success(entity));
    }

    public Task<ReconciliationResult<GptTrainingJob>> DeletedAsync(GptTrainingJob entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<GptTrainingJob>.Success(entity));
}
