using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using GptOperator.Crds.Serialization;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>JSON as the API server means it: no nulls, metav1.Time in whole seconds, MicroTime with six digits.</summary>
internal static class EntityJson
{
    /// <summary>Fields that only the server sets; stating them in an apply would claim them or be refused.</summary>
    private static readonly string[] ServerFields =
        ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields", "selfLink"];

    public static JsonSerializerOptions Options { get; } = CreateOptions();

    public static byte[] Serialize<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta> => JsonSerializer.SerializeToUtf8Bytes(ToNode(entity), Options);

    /// <summary>What an apply states: the whole entity less status and what the server sets.</summary>
    public static byte[] SerializeForApply<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var node = ToNode(entity);
        node.Remove("status");
        var metadata = node["metadata"]!.AsObject();
        foreach (var field in ServerFields)
        {
            metadata.Remove(field);
        }

        return JsonSerializer.SerializeToUtf8Bytes(node, Options);
    }

    /// <summary>What an apply of the status states: the object's identity, the preconditions and the status.</summary>
    public static byte[] SerializeStatusForApply<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var whole = ToNode(entity);
        var metadata = new JsonObject();
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion"])
        {
            if (whole["metadata"]![field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        var body = new JsonObject
        {
            ["apiVersion"] = EntityDefinition<T>.ApiVersion,
            ["kind"] = EntityDefinition<T>.Kind,
            ["metadata"] = metadata,
            ["status"] = whole["status"]?.DeepClone() ?? new JsonObject(),
        };
        return JsonSerializer.SerializeToUtf8Bytes(body, Options);
    }

    public static (List<T> Items, List<string> Unreadable) ReadEach<T>(IReadOnlyList<JsonElement> items)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var (readable, unreadable) = (new List<T>(items.Count), new List<string>());
        foreach (var item in items)
        {
            try
            {
                readable.Add(item.Deserialize<T>(Options)!);
            }
            catch (JsonException e)
            {
                unreadable.Add(Explain<T>(item, e));
            }
        }

        return (readable, unreadable);
    }

    /// <summary>Names the object, which the fault alone does not.</summary>
    public static string Explain<T>(JsonElement item, JsonException fault)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        string? Metadata(string field) =>
            item.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty(field, out var value) ? value.GetString() : null;
        return $"{EntityDefinition<T>.Kind} {Metadata("namespace")}/{Metadata("name")} cannot be read and is left alone: {fault.Message}";
    }

    private static JsonObject ToNode<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var node = JsonSerializer.SerializeToNode(entity, Options)!.AsObject();
        node["apiVersion"] = EntityDefinition<T>.ApiVersion;
        node["kind"] = EntityDefinition<T>.Kind;
        return node;
    }

    private static JsonSerializerOptions CreateOptions()
    {
        JsonSerializerOptions? options = null;
        KubernetesJson.AddJsonOptions(theirs => options = new JsonSerializerOptions(theirs));
        options!.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(UseMicroTime);
        options.Converters.Insert(0, new SecondsTimeConverter());
        options.Converters.Insert(0, new MetaTimeConverter());
        options.MakeReadOnly();
        return options;
    }

    /// <summary>The models hold Time and MicroTime both as DateTime; these are the fields that the API declares as MicroTime.</summary>
    private static void UseMicroTime(JsonTypeInfo type)
    {
        string[] fields = type.Type switch
        {
            var t when t == typeof(V1LeaseSpec) => ["acquireTime", "renewTime"],
            var t when t == typeof(Corev1Event) || t == typeof(Eventsv1Event) => ["eventTime"],
            var t when t == typeof(Corev1EventSeries) || t == typeof(Eventsv1EventSeries) => ["lastObservedTime"],
            _ => [],
        };
        foreach (var property in type.Properties.Where(p => fields.Contains(p.Name)))
        {
            property.CustomConverter = new MicroTimeConverter();
        }
    }
}
