using System.Text.Json.Nodes;
using GptOperator.Monitoring;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>One reconcile from start to result: finalizers, measurement, and exceptions turned into failures.</summary>
internal sealed class EntityReconciler<TEntity>(
    IEntityController<TEntity> controller,
    IEntityFinalizer<TEntity>? finalizer,
    IKubernetesApi api,
    OperatorMetrics metrics,
    TimeProvider time)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    public Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken) =>
        MeasureAsync(entity, StepAsync, cancellationToken);

    public Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken) =>
        MeasureAsync(entity, controller.DeletedAsync, cancellationToken);

    private async Task<ReconciliationResult<TEntity>> StepAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var attached = finalizer is not null && entity.Metadata.Finalizers?.Contains(finalizer.Identifier) == true;
        if (entity.Metadata.DeletionTimestamp is null)
        {
            if (finalizer is not null && finalizer.Wants(entity) != attached)
            {
                entity = await WriteFinalizersAsync(entity, attach: !attached, cancellationToken);
            }

            return await controller.ReconcileAsync(entity, cancellationToken);
        }

        if (!attached)
        {
            // Another finalizer holds it; there is nothing left to do for an entity that is on its way out.
            return ReconciliationResult<TEntity>.Success(entity);
        }

        var result = await finalizer!.FinalizeAsync(entity, cancellationToken);
        return result is { IsSuccess: true, RequeueAfter: null }
            ? ReconciliationResult<TEntity>.Success(await WriteFinalizersAsync(entity, attach: false, cancellationToken))
            : result;
    }

    private Task<TEntity> WriteFinalizersAsync(TEntity entity, bool attach, CancellationToken cancellationToken)
    {
        var others = entity.Metadata.Finalizers?.Where(f => f != finalizer!.Identifier) ?? [];
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                // The list is replaced whole: it must be the one that was read.
                ["resourceVersion"] = entity.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. others.Concat(attach ? [finalizer!.Identifier] : []).Select(f => JsonValue.Create(f))]),
            },
        };
        return api.PatchAsync<TEntity>(entity.Metadata.Name, entity.Metadata.NamespaceProperty, patch, cancellationToken);
    }

    private async Task<ReconciliationResult<TEntity>> MeasureAsync(
        TEntity entity,
        Func<TEntity, CancellationToken, Task<ReconciliationResult<TEntity>>> step,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        ReconciliationResult<TEntity> result;
        try
        {
            result = await step(entity, cancellationToken);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            return ReconciliationResult<TEntity>.Failure(entity, "cut off by shutdown or loss of leadership", e);
        }
        catch (Exception e)
        {
            // Whatever it is, it must neither end the worker nor be lost.
            result = ReconciliationResult<TEntity>.Failure(entity, e.Message.ReplaceLineEndings(" "), e);
        }

        metrics.ReconcileDuration.Observe(time.GetElapsedTime(start).TotalSeconds);
        metrics.Reconciles.WithLabels(result switch
        {
            { IsTerminal: true } => "terminal",
            { IsSuccess: false } => "error",
            { RequeueAfter: not null } => "requeue",
            _ => "success",
        }).Inc();
        return result;
    }
}
