using System.Globalization;

namespace GptOperator.Hosting;

/// <summary>Log lines in a file, for when the terminal shows something else.</summary>
internal sealed class FileLoggerProvider(string path, TimeProvider time) : ILoggerProvider
{
    private readonly StreamWriter _writer = new(path, append: false) { AutoFlush = true };
    private readonly Lock _turn = new();

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose()
    {
        lock (_turn)
            _writer.Dispose();
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var now = time.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        lock (_turn)
        {
            // What still logs while everything is torn down has nobody left to read it.
            if (_writer.BaseStream is { CanWrite: true })
                _writer.WriteLine($"{now} {level} {category}: {message}{(exception is null ? "" : Environment.NewLine + exception)}");
        }
    }

    private sealed class FileLogger(FileLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                owner.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
