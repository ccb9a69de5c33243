namespace GptOperator.Local.Pods;

internal sealed partial class PodWorker
{
    [LoggerMessage(1, LogLevel.Warning, "Status of pod {Namespace}/{Pod} cannot be told now: {Fault}")]
    private static partial void LogApiFault(ILogger logger, string @namespace, string pod, string fault);

    [LoggerMessage(2, LogLevel.Warning, "Folder {Folder} of a removed pod stays behind: {Fault}")]
    private static partial void LogLeftover(ILogger logger, string folder, string fault);
}
