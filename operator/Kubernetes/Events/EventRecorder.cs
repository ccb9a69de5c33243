using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using GptOperator.Monitoring;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>
/// Writes core/v1 Events in the background, one after the other. An event that repeats raises the count of the one
/// that is there; an object that talks too much is cut short; when the server lags, events are dropped, never reconciles delayed.
/// </summary>
internal sealed partial class EventRecorder(
    IKubernetesApi api, string instance, OperatorMetrics metrics, TimeProvider time, ILogger<EventRecorder> logger) : IEventRecorder
{
    private const int Buffered = 4096;
    private const int LongestMessage = 1024;

    private readonly Channel<PendingEvent> pending = Channel.CreateBounded<PendingEvent>(
        new BoundedChannelOptions(Buffered) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly EventHistory history = new(time);

    public void Record(IKubernetesObject<V1ObjectMeta> entity, EventType type, string reason, string message)
    {
        var about = new V1ObjectReference
        {
            ApiVersion = entity.ApiVersion,
            Kind = entity.Kind,
            Name = entity.Metadata.Name,
            NamespaceProperty = entity.Metadata.NamespaceProperty,
            Uid = entity.Metadata.Uid,
            ResourceVersion = entity.Metadata.ResourceVersion,
        };
        var text = message.Length <= LongestMessage ? message : string.Concat(message.AsSpan(0, LongestMessage - 1), "…");
        if (!pending.Writer.TryWrite(new PendingEvent(about, type, reason, text, time.GetUtcNow().UtcDateTime)))
        {
            metrics.EventsDropped.WithLabels("buffer").Inc();
        }
    }

    /// <summary>Writes what is recorded until cancelled; what is left then is dropped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var next in pending.Reader.ReadAllAsync(cancellationToken))
            {
                await WriteAsync(next, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task WriteAsync(PendingEvent next, CancellationToken cancellationToken)
    {
        if (history.Take(next) is not { } entry)
        {
            metrics.EventsDropped.WithLabels("rate").Inc();
            return;
        }

        try
        {
            if (entry.Count == 1 || !await TryCountAsync(entry, next, cancellationToken))
            {
                await api.CreateAsync(ToEvent(entry, next), cancellationToken);
            }
        }
        catch (KubernetesApiException e)
        {
            metrics.EventsDropped.WithLabels("error").Inc();
            LogDropped(logger, next.Reason, e.Message);
        }
    }

    /// <returns>false when the event has expired on the server</returns>
    private async Task<bool> TryCountAsync(EventEntry entry, PendingEvent next, CancellationToken cancellationToken)
    {
        try
        {
            var patch = new JsonObject
            {
                ["count"] = entry.Count,
                ["lastTimestamp"] = next.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            };
            await api.PatchAsync<Corev1Event>(entry.Name, Namespace(next), patch, cancellationToken);
            return true;
        }
        catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.NotFound)
        {
            return false;
        }
    }

    private Corev1Event ToEvent(EventEntry entry, PendingEvent next) => new()
    {
        Metadata = new V1ObjectMeta { Name = entry.Name, NamespaceProperty = Namespace(next) },
        InvolvedObject = next.About,
        Type = next.Type.ToString(),
        Reason = next.Reason,
        Message = next.Message,
        Count = entry.Count,
        FirstTimestamp = entry.First,
        LastTimestamp = next.Time,
        Source = new V1EventSource { Component = KubernetesApi.FieldManager },
        ReportingComponent = KubernetesApi.FieldManager,
        ReportingInstance = instance,
    };

    /// <summary>Events about cluster-scoped objects live in the default namespace.</summary>
    private static string Namespace(PendingEvent next) =>
        string.IsNullOrEmpty(next.About.NamespaceProperty) ? "default" : next.About.NamespaceProperty;
}
