namespace GptOperator.Kubernetes;

/// <summary>A controller of any kind, as its host sees it.</summary>
internal interface IController
{
    /// <summary>Every informer that must be in sync before work begins.</summary>
    IReadOnlyList<IInformer> Informers { get; }

    /// <summary>False when a worker has been at one entity for too long.</summary>
    bool IsAlive { get; }

    /// <summary>Works until cancelled and returns when every worker has stopped; may then be called again.</summary>
    Task RunWorkersAsync(CancellationToken cancellationToken);
}
