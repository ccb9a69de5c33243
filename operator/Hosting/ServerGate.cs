using GptOperator.Crds;
using GptOperator.Kubernetes;

namespace GptOperator.Hosting;

/// <summary>Waits until the server is there and serves GptTrainingJob, saying once what is missing and how to mend it.</summary>
internal sealed partial class ServerGate(IKubernetesApi api, Uri server, TimeProvider time, ILogger<ServerGate> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private string? said;

    /// <summary>What is being waited for; null once the gate is open.</summary>
    public string? Awaited { get; private set; } = "the API server";

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (await FindFaultAsync(cancellationToken) is { } fault)
        {
            Awaited = fault;
            if (said != fault)
            {
                said = fault;
                LogWaiting(logger, fault);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        Awaited = null;
        LogOpen(logger, server.GetLeftPart(UriPartial.Authority));
    }

    private async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        try
        {
            await api.GetRawAsync($"apis/{GptTrainingJob.GroupVersion}", limitBytes: 1 << 20, TimeSpan.FromSeconds(10), cancellationToken);
            return null;
        }
        catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.NotFound)
        {
            return $"{server.GetLeftPart(UriPartial.Authority)} does not know GptTrainingJob; install it with: gpt-operator crd | kubectl apply -f -";
        }
        catch (KubernetesApiException e)
        {
            return e.Message;
        }
    }
}
