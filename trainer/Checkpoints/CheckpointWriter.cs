using System.Diagnostics;
using GptOperator.Crds.Status;

namespace GptTrainer.Checkpoints;

/// <summary>
/// Takes checkpoints beside the training: a step waits for the copy in memory, not for the store. At most one is on its
/// way; the next waits for it.
/// </summary>
internal sealed partial class CheckpointWriter(
    CheckpointStore checkpoints, CheckpointSnapshot snapshot, int keepLast, TimeProvider time, ILogger logger)
{
    private Task pending = Task.CompletedTask;
    private volatile CheckpointReference? newest;

    /// <summary>The newest checkpoint that exists whole.</summary>
    public CheckpointReference? Newest { get => newest; set => newest = value; }

    /// <summary>Copies the training's state and begins to store it.</summary>
    /// <param name="state">What else belongs to the checkpoint.</param>
    /// <param name="storeRecords">Stores the records of the steps up to here; null when there are none.</param>
    /// <param name="cancellationToken">Stops storing.</param>
    /// <exception cref="Storage.StorageException">The checkpoint before could not be stored.</exception>
    public async Task BeginAsync(TrainingState state, Func<CancellationToken, Task>? storeRecords, CancellationToken cancellationToken)
    {
        await FlushAsync();
        snapshot.Take(state);
        // Its own thread pool item: the store's first writes would otherwise run on the training's thread.
        pending = Task.Run(() => StoreAsync(state.Step, storeRecords, cancellationToken), CancellationToken.None);
    }

    /// <summary>Throws what went wrong with a checkpoint on its way, without waiting for one that is not done.</summary>
    public void ThrowIfFailed()
    {
        if (pending.IsFaulted) pending.GetAwaiter().GetResult();
    }

    /// <summary>Waits until everything begun is stored.</summary>
    public Task FlushAsync() => pending;

    private async Task StoreAsync(long step, Func<CancellationToken, Task>? storeRecords, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        if (storeRecords is not null) await storeRecords(cancellationToken);
        await checkpoints.WriteAsync(snapshot, cancellationToken);
        newest = new CheckpointReference { Step = step, Uri = checkpoints.UriOf(step), Time = time.GetUtcNow() };
        LogStored(logger, checkpoints.UriOf(step), Stopwatch.GetElapsedTime(started).TotalSeconds);
        await checkpoints.PruneAsync(keepLast, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Checkpoint {Uri} stored in {Seconds:F1} s.")]
    private static partial void LogStored(ILogger logger, string uri, double seconds);
}
