using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Tests.Kubernetes;

internal sealed class RecordingFinalizer : IEntityFinalizer<V1ConfigMap>
{
    public string Identifier => "test/finalizer";

    public bool Fails { get; set; }

    public bool Wants(V1ConfigMap entity) => true;

    public Task<ReconciliationResult<V1ConfigMap>> FinalizeAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
        Task.FromResult(Fails
            ? ReconciliationResult<V1ConfigMap>.Failure(entity, "the storage does not answer")
            : ReconciliationResult<V1ConfigMap>.Success(entity));
}
