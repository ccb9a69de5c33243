namespace GptTrainer.Reporting;

/// <summary>The trainer's log: one line an entry on standard output, times in UTC.</summary>
internal static class TrainerLogs
{
    public static ILoggerFactory Create() => LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
    }));
}
