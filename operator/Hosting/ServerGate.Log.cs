namespace GptOperator.Hosting;

internal sealed partial class ServerGate
{
    [LoggerMessage(500, LogLevel.Warning, "{Fault} (waiting)")]
    private static partial void LogWaiting(ILogger logger, string fault);

    [LoggerMessage(501, LogLevel.Information, "Connected to {Server}")]
    private static partial void LogOpen(ILogger logger, string server);
}
