namespace GptOperator.Kubernetes;

internal sealed partial class Controller<TEntity>
{
    [LoggerMessage(200, LogLevel.Warning, "{Key}: {Fault}; trying again in {Seconds:0.0} s")]
    private static partial void LogFailure(ILogger logger, EntityKey key, string fault, double seconds);

    [LoggerMessage(201, LogLevel.Warning, "{Key}: {Fault}; waiting for a change of the object")]
    private static partial void LogTerminal(ILogger logger, EntityKey key, string fault);

    [LoggerMessage(202, LogLevel.Debug, "{Key}: cause of the failure")]
    private static partial void LogCause(ILogger logger, Exception? error, EntityKey key);
}
