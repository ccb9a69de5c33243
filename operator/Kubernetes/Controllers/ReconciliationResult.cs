using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>What a reconcile or a finalizer came to, and when to look again.</summary>
internal sealed record ReconciliationResult<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity) => Entity = entity;

    public TEntity Entity { get; }

    public bool IsSuccess => ErrorMessage is null;

    /// <summary>True when trying again is useless until the object changes.</summary>
    public bool IsTerminal { get; private init; }

    public string? ErrorMessage { get; private init; }

    public Exception? Error { get; private init; }

    public TimeSpan? RequeueAfter { get; private init; }

    /// <param name="entity">as it is now</param>
    /// <param name="requeueAfter">when to look again though nothing changed; null for never</param>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity) { RequeueAfter = requeueAfter };

    /// <param name="entity">as it is now</param>
    /// <param name="errorMessage">one line for the log</param>
    /// <param name="error">its cause</param>
    /// <param name="requeueAfter">when to try again; null for exponential back-off</param>
    public static ReconciliationResult<TEntity> Failure(
        TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity) { ErrorMessage = errorMessage, Error = error, RequeueAfter = requeueAfter };

    /// <summary>A failure that only a change of the object can mend; it is counted and not tried again by itself.</summary>
    public static ReconciliationResult<TEntity> Terminal(TEntity entity, string errorMessage, Exception? error = null) =>
        new(entity) { ErrorMessage = errorMessage, Error = error, IsTerminal = true };
}
