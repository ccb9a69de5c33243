using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Runs a container's preStop hook.</summary>
internal sealed class StopHook(CommandRunner commands, Prober prober, TimeProvider time)
{
    /// <returns>What went wrong, or null.</returns>
    public async Task<string?> RunAsync(V1Container container, string podIp, TimeSpan timeout, Func<Task<ContainerSetup>> setup, CancellationToken cancellationToken)
    {
        switch (container.Lifecycle!.PreStop)
        {
            case { Exec: { } exec }:
                return await ExecuteAsync(exec, timeout, setup, cancellationToken);
            case { HttpGet: { } get }:
                var answer = await prober.GetAsync(Prober.Address(get, container, podIp), get, timeout, cancellationToken);
                return answer.Success ? null : answer.Message;
            case { Sleep: { } sleep }:
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(sleep.Seconds, timeout.TotalSeconds)), time, cancellationToken);
                return null;
            default:
                return null;
        }
    }

    private async Task<string?> ExecuteAsync(V1ExecAction exec, TimeSpan timeout, Func<Task<ContainerSetup>> setup, CancellationToken cancellationToken)
    {
        try
        {
            var surroundings = await setup();
            var (code, output) = await commands.RunAsync(path => surroundings.Request(exec, path), timeout, cancellationToken);
            return code == 0 ? null : $"\"{string.Join(' ', exec.Command)}\" {(code is null ? "timed out" : $"exited with {code}")}: {output}";
        }
        catch (Exception e) when (e is ProcessStartException or ContainerConfigException or ImageNotFoundException)
        {
            return e.Message;
        }
    }
}
