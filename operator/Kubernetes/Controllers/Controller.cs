using System.Collections.Concurrent;
using System.Threading.Channels;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Turns changes of an entity, and of what it owns, into calls of its <see cref="IEntityController{TEntity}"/>.</summary>
internal sealed partial class Controller<TEntity> : IController
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Informer<TEntity> informer;
    private readonly EntityReconciler<TEntity> reconciler;
    private readonly WorkQueue<EntityKey> queue;
    private readonly ControllerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly List<IInformer> informers;
    private readonly ConcurrentDictionary<EntityKey, TEntity> deleted = [];
    private readonly ConcurrentDictionary<EntityKey, long> running = [];

    public Controller(
        Informer<TEntity> informer,
        EntityReconciler<TEntity> reconciler,
        WorkQueue<EntityKey> queue,
        ControllerOptions options,
        TimeProvider time,
        ILogger<Controller<TEntity>> logger)
    {
        (this.informer, this.reconciler, this.queue, this.options, this.time, this.logger) =
            (informer, reconciler, queue, options, time, logger);
        informers = [informer];
        informer.Subscribe(OnEntity);
    }

    public IReadOnlyList<IInformer> Informers => informers;

    public bool IsAlive => running.Values.All(since => time.GetElapsedTime(since) < options.StuckAfter);

    /// <summary>Also looks at an entity when something that it controls changes.</summary>
    public Controller<TEntity> Owns<TOwned>(Informer<TOwned> owned)
        where TOwned : class, IKubernetesObject<V1ObjectMeta>
    {
        informers.Add(owned);
        owned.Subscribe(change =>
        {
            AddOwner(change.Entity);
            if (change.Previous is { } previous && !ReferenceEquals(previous, change.Entity))
            {
                AddOwner(previous);
            }
        });
        return this;
    }

    public Task RunWorkersAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));

    private void OnEntity(InformerEvent<TEntity> change)
    {
        var key = EntityKey.Of(change.Entity);
        if (change.Type == InformerEventType.Deleted)
        {
            deleted[key] = change.Entity;
        }
        else if (change.Previous is { } previous && previous.Metadata.Uid != change.Entity.Metadata.Uid)
        {
            // The end of the former object of this name was missed between two lists.
            deleted[key] = previous;
        }

        if (change.Type == InformerEventType.Added)
        {
            queue.AddNew(key);
        }
        else
        {
            queue.Add(key);
        }
    }

    private void AddOwner(IKubernetesObject<V1ObjectMeta> owned)
    {
        var owner = owned.Metadata.OwnerReferences?.FirstOrDefault(o => o.Controller == true);
        if (owner is not null
            && owner.Kind == EntityDefinition<TEntity>.Kind
            && owner.ApiVersion.Split('/')[0] == EntityDefinition<TEntity>.ApiVersion.Split('/')[0])
        {
            queue.Add(new EntityKey(owned.Metadata.NamespaceProperty ?? "", owner.Name));
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            EntityKey key;
            try
            {
                key = await queue.TakeAsync(cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                return;
            }

            running[key] = time.GetTimestamp();
            try
            {
                await WorkOnAsync(key, cancellationToken);
            }
            finally
            {
                running.TryRemove(key, out _);
                queue.Done(key);
            }
        }
    }

    private async Task WorkOnAsync(EntityKey key, CancellationToken cancellationToken)
    {
        var found = informer.TryGet(key, out var entity);
        if (deleted.TryRemove(key, out var ended) && !Follow(key, await reconciler.DeletedAsync(ended, cancellationToken), cancellationToken))
        {
            deleted.TryAdd(key, ended);
            return;
        }

        if (found)
        {
            Follow(key, await reconciler.ReconcileAsync(entity!, cancellationToken), cancellationToken);
        }
    }

    /// <returns>false when the same call is to be made again</returns>
    private bool Follow(EntityKey key, ReconciliationResult<TEntity> result, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested && !result.IsSuccess)
        {
            // Cut off rather than failed: whoever leads next begins with it, with no back-off.
            queue.Add(key);
            return false;
        }

        if (result.IsSuccess || result.IsTerminal)
        {
            queue.Forget(key);
            LogTerminal(result, key);
            Requeue(key, result.RequeueAfter);
            return true;
        }

        if (result.RequeueAfter is null)
        {
            LogFailure(logger, key, result.ErrorMessage!, queue.AddRateLimited(key).TotalSeconds);
        }
        else
        {
            Requeue(key, result.RequeueAfter);
            LogFailure(logger, key, result.ErrorMessage!, result.RequeueAfter.Value.TotalSeconds);
        }

        LogCause(logger, result.Error, key);
        return false;
    }

    private void Requeue(EntityKey key, TimeSpan? after)
    {
        if (after is { } delay)
        {
            queue.AddAfter(key, delay);
        }
    }

    private void LogTerminal(ReconciliationResult<TEntity> result, EntityKey key)
    {
        if (result.IsTerminal)
        {
            LogTerminal(logger, key, result.ErrorMessage!);
            LogCause(logger, result.Error, key);
        }
    }
}
