using System.Threading.Channels;
using GptOperator.Kubernetes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>
/// A scheduler for one node: looks at all waiting pods whenever any pod changed, oldest first, binds those that fit and
/// says of the others why not.
/// </summary>
internal sealed partial class PodScheduler(
    IKubernetes client, IKubernetesApi api, IEntityCache<V1Pod> pods, V1Node node, PodEventWriter events, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Bound, but the cache does not show it yet.</summary>
    private readonly Dictionary<string, V1Pod> _assumed = new(StringComparer.Ordinal);

    /// <summary>What was last said of a pod that does not fit.</summary>
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    public void Wake() => _wake.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _wake.Reader.WaitToReadAsync(cancellationToken))
        {
            _wake.Reader.TryRead(out _);
            try
            {
                await ScheduleAsync(cancellationToken);
            }
            catch (Exception e) when (e is KubernetesApiException or HttpOperationException or HttpRequestException)
            {
                LogFault(logger, e.Message);
                await Task.Delay(Retry, time, cancellationToken);
                Wake();
            }
        }
    }

    private async Task ScheduleAsync(CancellationToken cancellationToken)
    {
        var all = pods.Snapshot();
        var waiting = all.Where(NodeFit.IsCandidate).OrderBy(pod => pod.Metadata.CreationTimestamp).ThenBy(pod => pod.Name(), StringComparer.Ordinal).ToList();
        var placed = all.Where(pod => pod.Spec.NodeName == node.Name()).ToList();
        Tidy(waiting);
        placed.AddRange(_assumed.Values);
        foreach (var pod in waiting.Where(pod => !_assumed.ContainsKey(pod.Uid())))
        {
            var verdict = NodeFit.Judge(pod, node, placed);
            if (verdict.IsFit)
            {
                await BindAsync(pod, cancellationToken);
                placed.Add(pod);
            }
            else if (_told.GetValueOrDefault(pod.Uid()) != verdict.Message)
                await RefuseAsync(pod, verdict.Message!, cancellationToken);
        }
    }

    private void Tidy(List<V1Pod> waiting)
    {
        var uids = waiting.Select(pod => pod.Uid()).ToHashSet(StringComparer.Ordinal);
        foreach (var uid in _assumed.Keys.Where(uid => !uids.Contains(uid)).ToList())
            _assumed.Remove(uid);
        foreach (var uid in _told.Keys.Where(uid => !uids.Contains(uid)).ToList())
            _told.Remove(uid);
    }

    private async Task BindAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var binding = new V1Binding
        {
            ApiVersion = "v1",
            Kind = "Binding",
            Metadata = new V1ObjectMeta { Name = pod.Name(), NamespaceProperty = pod.Namespace(), Uid = pod.Uid() },
            Target = new V1ObjectReference { ApiVersion = "v1", Kind = "Node", Name = node.Name() },
        };
        try
        {
            await client.CoreV1.CreateNamespacedPodBindingAsync(binding, pod.Name(), pod.Namespace(), cancellationToken: cancellationToken);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict)
        {
            return; // deleted, or bound by someone else; the watch will tell
        }

        _assumed[pod.Uid()] = pod;
        events.Write(pod, PodEvent.Normal("Scheduled", $"Successfully assigned {pod.Namespace()}/{pod.Name()} to {node.Name()}"), PodEventWriter.Scheduler);
    }

    private async Task RefuseAsync(V1Pod pod, string message, CancellationToken cancellationToken)
    {
        var condition = new V1PodCondition
        {
            Type = "PodScheduled",
            Status = "False",
            Reason = "Unschedulable",
            Message = message,
            LastTransitionTime = time.GetUtcNow().UtcDateTime,
        };
        await api.ApplyStatusAsync(PodStatusReporter.Stating(pod, new V1PodStatus { Phase = "Pending", Conditions = [condition] }), cancellationToken);
        _told[pod.Uid()] = message;
        events.Write(pod, PodEvent.Warning("FailedScheduling", message), PodEventWriter.Scheduler);
    }

    [LoggerMessage(1, LogLevel.Warning, "Scheduling stopped short and starts again: {Fault}")]
    private static partial void LogFault(ILogger logger, string fault);
}
