using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Brings the world into line with one entity. Never called twice at once for the same entity.</summary>
internal interface IEntityController<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>What has to be done before an entity may go; null for nothing.</summary>
    IEntityFinalizer<TEntity>? Finalizer => null;

    /// <summary>Called after any change to the entity or to what it owns; <paramref name="entity"/> belongs to the cache and must not be changed.</summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>Called once after the entity is gone from the server, with its last known state.</summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
