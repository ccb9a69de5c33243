namespace GptOperator.Monitoring;

internal sealed partial class ProgressPoller
{
    [LoggerMessage(300, LogLevel.Debug, "pod {Namespace}/{Pod} gives no progress: {Fault}")]
    private static partial void LogUnanswered(ILogger logger, string @namespace, string pod, string fault);
}
