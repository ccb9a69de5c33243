namespace GptOperator.Kubernetes;

/// <summary>An informer of any kind, as its host sees it.</summary>
internal interface IInformer
{
    string Kind { get; }

    /// <summary>True once every namespace was listed in full.</summary>
    bool HasSynced { get; }

    /// <summary>Runs until cancelled, then ends without an error. Outages and refusals are outlasted.</summary>
    Task RunAsync(CancellationToken cancellationToken);

    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Lists anew, so that the cache holds everything written before the call: what a new leader needs to know.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}
