using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace GptOperator.Tests.Hosting;

/// <summary>Keeps what is logged, for tests to wait on.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    public async Task<string> WaitForAsync(string words)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var line = await lines.Reader.ReadAsync(limit.Token);
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Writer.TryWrite(formatter(state, exception));
}
