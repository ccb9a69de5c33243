namespace GptOperator.Kubernetes;

internal sealed partial class LeaderElection
{
    [LoggerMessage(300, LogLevel.Information, "Leading: lease {Namespace}/{Name} is held as {Identity}")]
    private static partial void LogAcquired(ILogger logger, string @namespace, string name, string identity);

    [LoggerMessage(301, LogLevel.Information, "Standing by: {Holder} leads")]
    private static partial void LogWaiting(ILogger logger, string holder);

    [LoggerMessage(302, LogLevel.Warning, "The lease was {How}: no longer leading")]
    private static partial void LogEnded(ILogger logger, string how);

    [LoggerMessage(303, LogLevel.Warning, "{Fault}; further equal faults are not logged")]
    private static partial void LogFault(ILogger logger, string fault);
}
