using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Work to do between the wish to delete an entity and its end.</summary>
internal interface IEntityFinalizer<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>As written into <c>metadata.finalizers</c>: <c>group/name</c>.</summary>
    string Identifier { get; }

    /// <summary>Whether this entity, not yet being deleted, needs the finalizer; it is attached and detached to fit.</summary>
    bool Wants(TEntity entity);

    /// <summary>Called while the entity waits to be deleted. Success without a requeue removes the finalizer.</summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
