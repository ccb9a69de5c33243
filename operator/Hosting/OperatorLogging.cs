using Microsoft.Extensions.Logging.Console;

namespace GptOperator.Hosting;

/// <summary>Log lines on standard error, one for each event: as text, or as JSON for a collector.</summary>
internal static class OperatorLogging
{
    /// <summary>To a file, which is begun anew.</summary>
    public static ILoggerFactory ToFile(string path) => LoggerFactory.Create(logging =>
        logging.Services.AddSingleton<ILoggerProvider>(new FileLoggerProvider(path, TimeProvider.System)));

    /// <param name="format">text or json</param>
    /// <param name="level">what is less important is left out</param>
    public static ILoggerFactory Create(string format, LogLevel level) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(level);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (format == "json")
        {
            logging.AddJsonConsole(json =>
            {
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                json.UseUtcTimestamp = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.TimestampFormat = "HH:mm:ss ";
                text.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
    });
}
