namespace GptOperator.Hosting;

/// <summary>
/// Leaves the process' signals to the process: the host's usual lifetime would take Ctrl+C for itself, though the server
/// is only a part of the program.
/// </summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
