using System.Diagnostics;

namespace GptTrainer.Tests.Storage;

/// <summary>A blob service on a loopback port, in memory. Needs the tools that <c>make test</c> brings.</summary>
public sealed class Azurite : IAsyncLifetime
{
    public const string Account = "devstoreaccount1";

    /// <summary>The key that every Azurite has; it opens nothing else.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Ready = "successfully listens on ";

    private Process? _process;

    /// <summary>The account's address.</summary>
    public string Endpoint { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo(FindProgram())
        {
            ArgumentList = { "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.IndexOf(Ready, StringComparison.Ordinal) is var index and >= 0)
            {
                Endpoint = $"{line[(index + Ready.Length)..].Trim()}/{Account}";
                // Drained, or it stops when the pipe is full.
                _ = _process.StandardOutput.ReadToEndAsync();
                _ = _process.StandardError.ReadToEndAsync();
                return;
            }
        }
        throw new InvalidOperationException($"Azurite did not start: {await _process.StandardError.ReadToEndAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string FindProgram()
    {
        if (Environment.GetEnvironmentVariable("GPTOPERATOR_AZURITE") is { Length: > 0 } given)
            return given;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var program = Path.Combine(folder, ".tools", "node_modules", ".bin", "azurite-blob");
            if (File.Exists(program))
                return program;
        }
        throw new InvalidOperationException("No Azurite: run 'make test', which brings it into .tools, or set GPTOPERATOR_AZURITE.");
    }
}
