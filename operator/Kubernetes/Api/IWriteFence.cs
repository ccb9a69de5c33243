namespace GptOperator.Kubernetes;

/// <summary>Says whether this process may write. Asked before each attempt of each write.</summary>
internal interface IWriteFence
{
    bool MayWrite { get; }

    /// <summary>Cancelled at the moment writing becomes forbidden; cuts writes off that are on their way.</summary>
    CancellationToken Lost { get; }
}
