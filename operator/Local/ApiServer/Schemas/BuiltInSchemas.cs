using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Schemas of the built-in kinds, read off the client library's models; made on first use and kept.</summary>
internal static class BuiltInSchemas
{
    private static readonly ConcurrentDictionary<Type, Schema> Known = new();

    // Raw JSON within a built-in kind is owned as a whole.
    private static readonly Schema Raw = Schema.Anything with { MapType = "atomic" };

    /// <param name="model">A model of the client library, such as <see cref="V1Pod"/>.</param>
    public static Schema For(Type model) => Known.GetOrAdd(model, Make);

    private static Schema Make(Type model) => new()
    {
        Type = "object",
        IsBuiltIn = true,
        MapType = BuiltInMerging.AtomicTypes.Contains(model.Name) ? "atomic" : null,
        Required = BuiltInMerging.Required.GetValueOrDefault(model.Name) ?? [],
        LazyProperties = new(() => Properties(model)),
    };

    private static Dictionary<string, Schema> Properties(Type model)
    {
        var properties = new Dictionary<string, Schema>(StringComparer.Ordinal);
        foreach (var property in model.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>() is { Name: var name })
                properties[name] = BuiltInMerging.Refine(OfType(property.PropertyType), model.Name, name);
        }
        return properties;
    }

    private static Schema OfType(Type type)
    {
        type = System.Nullable.GetUnderlyingType(type) ?? type;
        if (Scalar(type) is { } scalar)
            return scalar;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            return new() { Type = "object", AdditionalProperties = OfType(type.GenericTypeArguments[1]) };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
            return new() { Type = "array", Items = OfType(type.GenericTypeArguments[0]) };
        return type.Namespace == typeof(V1Pod).Namespace ? For(type) : Raw;
    }

    private static Schema? Scalar(Type type)
    {
        if (type == typeof(string))
            return new() { Type = "string" };
        if (type == typeof(int))
            return new() { Type = "integer", Format = "int32" };
        if (type == typeof(long))
            return new() { Type = "integer", Format = "int64" };
        if (type == typeof(double))
            return new() { Type = "number", Format = "double" };
        if (type == typeof(bool))
            return new() { Type = "boolean" };
        if (type == typeof(DateTime))
            return new() { Type = "string", Format = "date-time", Nullable = true };
        if (type == typeof(byte[]))
            return new() { Type = "string", Format = "byte" };
        if (type == typeof(IntOrString))
            return new() { IntOrString = true, Format = "int-or-string" };
        return type == typeof(ResourceQuantity) ? new() { Format = "quantity" } : null;
    }
}
