using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Tests.Kubernetes;

internal sealed class RecordingController : IEntityController<V1ConfigMap>
{
    private readonly List<string> calls = [];

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (calls)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>Given the entity and the number of calls before this one.</summary>
    public Func<V1ConfigMap, int, ReconciliationResult<V1ConfigMap>> OnReconcile { get; set; } =
        (entity, _) => ReconciliationResult<V1ConfigMap>.Success(entity);

    public Func<CancellationToken, Task> Wait { get; set; } = _ => Task.CompletedTask;

    public async Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        await Wait(cancellationToken);
        return OnReconcile(entity, Add($"reconcile {entity.Metadata.Name}"));
    }

    public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        Add($"deleted {entity.Metadata.Uid}");
        return Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));
    }

    private int Add(string call)
    {
        lock (calls)
        {
            calls.Add(call);
            return calls.Count - 1;
        }
    }
}
