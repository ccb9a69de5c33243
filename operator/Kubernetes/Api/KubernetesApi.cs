using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Monitoring;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <inheritdoc cref="IKubernetesApi"/>
internal sealed class KubernetesApi : IKubernetesApi
{
    public const string FieldManager = "gpt-operator";
    private const int PageSize = 500;

    private readonly ApiTransport transport;
    private readonly ApiResilience resilience;
    private readonly IWriteFence fence;
    private readonly TimeProvider time;

    public KubernetesApi(
        KubernetesConnection connection, OperatorMetrics metrics, TimeProvider time, ApiResilienceOptions? options = null)
        : this(
            new ApiTransport(connection, metrics, time),
            new ApiResilience(options ?? new ApiResilienceOptions(), metrics, time),
            OpenFence.Instance,
            time)
    {
    }

    private KubernetesApi(ApiTransport transport, ApiResilience resilience, IWriteFence fence, TimeProvider time) =>
        (this.transport, this.resilience, this.fence, this.time) = (transport, resilience, fence, time);

    public IKubernetesApi WithFence(IWriteFence fence) => new KubernetesApi(transport, resilience, fence, time);

    public async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await SendAsync<T>(
                new ApiRequest("get", HttpMethod.Get, EntityDefinition<T>.ObjectPath(@namespace, name)), cancellationToken);
        }
        catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.NotFound)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<EntityPage<T>> ListAsync<T>(
        string? @namespace, string? labelSelector, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        string? next = null;
        do
        {
            var path = new StringBuilder(EntityDefinition<T>.CollectionPath(@namespace)).Append($"?limit={PageSize}");
            Append(path, "labelSelector", labelSelector);
            Append(path, "continue", next);
            (var page, next) = await ReadPageAsync<T>(new ApiRequest("list", HttpMethod.Get, path.ToString()), cancellationToken);
            yield return page;
        }
        while (!string.IsNullOrEmpty(next));
    }

    public async Task<WatchStream<T>> WatchAsync<T>(
        string? @namespace, string? labelSelector, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        // The server ends each watch at a random point so that those of many clients do not all come back at once.
        var seconds = Random.Shared.Next(300, 600);
        var path = new StringBuilder(EntityDefinition<T>.CollectionPath(@namespace))
            .Append($"?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}");
        Append(path, "resourceVersion", resourceVersion);
        Append(path, "labelSelector", labelSelector);
        var request = new ApiRequest("watch", HttpMethod.Get, path.ToString());
        var response = await SendAsync(request, static (r, _) => ValueTask.FromResult(r), cancellationToken);
        return new WatchStream<T>(request, response, time);
    }

    public Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken, bool force = true)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        SendAsync<T>(Apply(PathOf(entity), EntityJson.SerializeForApply(entity), force), cancellationToken);

    public Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        SendAsync<T>(Apply($"{PathOf(entity)}/status", EntityJson.SerializeStatusForApply(entity), force: true), cancellationToken);

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = $"{EntityDefinition<T>.CollectionPath(entity.Metadata.NamespaceProperty)}?fieldManager={FieldManager}";
        return SendAsync<T>(
            new ApiRequest("create", HttpMethod.Post, path) { Body = EntityJson.Serialize(entity) }, cancellationToken);
    }

    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        SendAsync<T>(
            new ApiRequest("update", HttpMethod.Put, $"{PathOf(entity)}?fieldManager={FieldManager}") { Body = EntityJson.Serialize(entity) },
            cancellationToken);

    public Task<T> PatchAsync<T>(string name, string? @namespace, JsonObject mergePatch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        SendAsync<T>(
            new ApiRequest("patch", HttpMethod.Patch, $"{EntityDefinition<T>.ObjectPath(@namespace, name)}?fieldManager={FieldManager}")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(mergePatch, EntityJson.Options),
                ContentType = "application/merge-patch+json",
            },
            cancellationToken);

    public async Task<bool> DeleteAsync<T>(
        string name,
        string? @namespace,
        string? uid,
        CancellationToken cancellationToken,
        int? gracePeriodSeconds = null,
        Propagation propagation = Propagation.Background,
        string? resourceVersion = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = new V1DeleteOptions
        {
            ApiVersion = "v1",
            Kind = "DeleteOptions",
            GracePeriodSeconds = gracePeriodSeconds,
            PropagationPolicy = propagation.ToString(),
            Preconditions = uid is null && resourceVersion is null ? null : new V1Preconditions { Uid = uid, ResourceVersion = resourceVersion },
        };
        var request = new ApiRequest("delete", HttpMethod.Delete, EntityDefinition<T>.ObjectPath(@namespace, name))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, EntityJson.Options),
        };
        try
        {
            return await SendAsync(request, DrainAsync, cancellationToken);
        }
        catch (KubernetesApiException e) when (
            e.Kind == ApiErrorKind.NotFound || (e.Kind == ApiErrorKind.Conflict && (uid ?? resourceVersion) is not null))
        {
            return false;
        }
    }

    public async Task<byte[]> GetRawAsync(string path, int limitBytes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var request = new ApiRequest("get", HttpMethod.Get, path);
        try
        {
            return await transport.SendAsync(
                request, fence, async (r, ct) => await BodyReader.ReadAsync(r, limitBytes, request, ct), either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubernetesApiException(
                ApiErrorKind.Unreachable, $"{request}: no complete answer within {timeout.TotalSeconds:0.#} s", e);
        }
    }

    private async Task<(EntityPage<T> Page, string? Next)> ReadPageAsync<T>(ApiRequest request, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var list = await SendAsync<EntityList<T>>(request, cancellationToken);
            return (new EntityPage<T>(list.Items ?? [], list.Metadata?.ResourceVersion ?? ""), list.Metadata?.ContinueProperty);
        }
        catch (KubernetesApiException e) when (e.InnerException is JsonException)
        {
            // One object that cannot be read must not hide the others: read them one by one.
            var list = await SendAsync<EntityList<JsonElement>>(request, cancellationToken);
            var (items, unreadable) = EntityJson.ReadEach<T>(list.Items ?? []);
            return (new EntityPage<T>(items, list.Metadata?.ResourceVersion ?? "") { Unreadable = unreadable }, list.Metadata?.ContinueProperty);
        }
    }

    private static string PathOf<T>(T entity)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        EntityDefinition<T>.ObjectPath(entity.Metadata.NamespaceProperty, entity.Metadata.Name);

    private static ApiRequest Apply(string path, byte[] body, bool force) =>
        new("apply", HttpMethod.Patch, $"{path}?fieldManager={FieldManager}&force={(force ? "true" : "false")}")
        {
            Body = body,
            ContentType = "application/apply-patch+yaml",
        };

    private static void Append(StringBuilder path, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private Task<TResult> SendAsync<TResult>(ApiRequest request, CancellationToken cancellationToken)
        where TResult : class => SendAsync(request, ReadJsonAsync<TResult>, cancellationToken);

    private Task<TResult> SendAsync<TResult>(
        ApiRequest request,
        Func<HttpResponseMessage, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken) =>
        resilience.ExecuteAsync(
            request,
            static (s, ct) => s.transport.SendAsync(s.request, s.fence, s.read, ct),
            (transport, request, fence, read),
            cancellationToken);

    /// <summary>An answer left unread resets its stream, and servers hang up on clients that reset many.</summary>
    private static async ValueTask<bool> DrainAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
        return true;
    }

    private static async ValueTask<TResult> ReadJsonAsync<TResult>(HttpResponseMessage response, CancellationToken cancellationToken)
        where TResult : class
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync<TResult>(stream, EntityJson.Options, cancellationToken)
            ?? throw new JsonException("the body is null");
    }
}
