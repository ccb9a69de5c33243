
namespace GptOperator.Kubernetes;

internal sealed partial class Reflector<T>
{
    [LoggerMessage(100, LogLevel.Debug, "Listed {Count} {Plural} in {Namespace} at version {Version}")]
    private static partial void LogListed(ILogger logger, int count, string plural, string @namespace, string version);

    [LoggerMessage(101, LogLevel.Warning, "{Fault}; trying again in {Seconds:0.0} s, further equal faults are not logged")]
    private static partial void LogFault(ILogger logger, string fault, double seconds);

    [LoggerMessage(102, LogLevel.Warning, "The history of {Plural} began anew at version {Version} (was {Known}): the cache is cleared")]
    private static partial void LogHistory(ILogger logger, string plural, string version, string? known);

    [LoggerMessage(104, LogLevel.Error, "{Fault}")]
    private static partial void LogUnreadable(ILogger logger, string? fault);

    [LoggerMessage(103, LogLevel.Debug, "Listing {Plural} anew on request")]
    private static partial void LogRefresh(ILogger logger, string plural);
}
