using System.Globalization;
using System.Threading.Channels;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>
/// Writes pods' events in order and apart from the pods' own work, so that a slow server delays no pod. A repeated event
/// raises the count of the first.
/// </summary>
internal sealed class PodEventWriter(IKubernetesApi api, string nodeName, TimeProvider time)
{
    public const string Kubelet = "kubelet";
    public const string Scheduler = "default-scheduler";

    /// <summary>Repeats are remembered for so many events; beyond that a repeat starts a new one.</summary>
    private const int Remembered = 4096;

    private readonly Channel<(V1Pod Pod, PodEvent Event, string Component)> _queue =
        Channel.CreateBounded<(V1Pod, PodEvent, string)>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Dictionary<(string Uid, string? Container, string Reason, string Message), Corev1Event> _written = [];

    public void Write(V1Pod pod, PodEvent news, string component = Kubelet) => _queue.Writer.TryWrite((pod, news, component));

    /// <summary>No more events come; <see cref="RunAsync"/> ends when the last is written.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (pod, news, component) in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await WriteAsync(pod, news, component, cancellationToken);
            }
            catch (KubernetesApiException)
            {
                // An event is a courtesy; the pod's status says the same.
            }
        }
    }

    private async Task WriteAsync(V1Pod pod, PodEvent news, string component, CancellationToken cancellationToken)
    {
        var key = (pod.Uid(), news.Container, news.Reason, news.Message);
        var now = time.GetUtcNow().UtcDateTime;
        if (_written.TryGetValue(key, out var known))
        {
            known.Count = (known.Count ?? 1) + 1;
            known.LastTimestamp = now;
            _written[key] = await api.UpdateAsync(known, cancellationToken);
            return;
        }

        if (_written.Count >= Remembered)
            _written.Clear();
        _written[key] = await api.CreateAsync(New(pod, news, component, now), cancellationToken);
    }

    private Corev1Event New(V1Pod pod, PodEvent news, string component, DateTime now)
    {
        var isInit = pod.Spec.InitContainers?.Any(container => container.Name == news.Container) == true;
        return new Corev1Event
        {
            Metadata = new V1ObjectMeta
            {
                // As every client names events; random, because two of them may fall on one tick.
                Name = string.Create(CultureInfo.InvariantCulture, $"{pod.Name()}.{now.Ticks:x}{Random.Shared.Next(0x1000):x3}"),
                NamespaceProperty = pod.Namespace(),
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = "v1",
                Kind = "Pod",
                Name = pod.Name(),
                NamespaceProperty = pod.Namespace(),
                Uid = pod.Uid(),
                FieldPath = news.Container is null ? null : $"spec.{(isInit ? "initContainers" : "containers")}{{{news.Container}}}",
            },
            Type = news.IsWarning ? "Warning" : "Normal",
            Reason = news.Reason,
            Message = news.Message,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
            Source = new V1EventSource { Component = component, Host = component == Kubelet ? nodeName : null },
            ReportingComponent = component,
            ReportingInstance = component == Kubelet ? nodeName : "",
        };
    }
}
