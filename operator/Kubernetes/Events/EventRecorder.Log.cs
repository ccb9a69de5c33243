namespace GptOperator.Kubernetes;

internal sealed partial class EventRecorder
{
    [LoggerMessage(400, LogLevel.Debug, "Event {Reason} was not written: {Fault}")]
    private static partial void LogDropped(ILogger logger, string reason, string fault);
}
