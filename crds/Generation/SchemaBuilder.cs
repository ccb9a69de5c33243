using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GptOperator.Crds.Attributes;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Spec;
using k8s.Models;

namespace GptOperator.Crds.Generation;

/// <summary>Reads the schema off the contract's C# types: their attributes, initializers and doc comments.</summary>
public static class SchemaBuilder
{
    private static readonly Lazy<SchemaNode> JobSchema = new(() => Object(typeof(GptTrainingJob), XmlDocumentation.OfContract));

    /// <summary>The schema of a <see cref="GptTrainingJob"/>.</summary>
    public static SchemaNode Job => JobSchema.Value;

    private static SchemaNode Object(Type type, XmlDocumentation docs)
    {
        var defaults = Activator.CreateInstance(type);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p => p.CanWrite)
            .ToDictionary(NameOf, p => Property(p, defaults, docs));
        return new SchemaNode
        {
            Type = "object",
            Description = docs.Of(type),
            Properties = properties,
            Required = [.. type.GetProperties().Where(p => p.IsDefined(typeof(RequiredAttribute))).Select(NameOf)],
        };
    }

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static SchemaNode Property(PropertyInfo property, object? owner, XmlDocumentation docs)
    {
        var preserve = property.IsDefined(typeof(PreserveUnknownFieldsAttribute));
        var minimum = property.GetCustomAttribute<RangeMinimumAttribute>();
        var maximum = property.GetCustomAttribute<RangeMaximumAttribute>();
        var pattern = property.GetCustomAttribute<PatternAttribute>();
        var length = property.GetCustomAttribute<LengthAttribute>();
        var items = property.GetCustomAttribute<ItemsAttribute>();
        var node = preserve ? new SchemaNode { Type = "object" } : Value(property.PropertyType, docs);
        return node with
        {
            Description = docs.Of(property),
            Default = DefaultOf(property, owner, node),
            Minimum = minimum?.Minimum,
            ExclusiveMinimum = minimum?.ExclusiveMinimum ?? false,
            Maximum = maximum?.Maximum,
            ExclusiveMaximum = maximum?.ExclusiveMaximum ?? false,
            Pattern = pattern?.RegexPattern ?? node.Pattern,
            PatternExplanation = pattern?.Explanation ?? node.PatternExplanation,
            MinLength = length?.MinLength,
            MaxLength = length is { MaxLength: >= 0 } ? length.MaxLength : null,
            MinItems = items is { MinItems: > 0 } ? items.MinItems : null,
            MaxItems = items is { MaxItems: >= 0 } ? items.MaxItems : null,
            Items = items is { MaxItemLength: >= 0 } ? node.Items! with { MinLength = items.MinItemLength, MaxLength = items.MaxItemLength } : node.Items,
            ListMapKey = property.GetCustomAttribute<ListMapKeyAttribute>()?.Key,
            PreserveUnknownFields = preserve || node.PreserveUnknownFields,
        };
    }

    private static SchemaNode Value(Type declared, XmlDocumentation docs)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(V1ObjectMeta))
            return new SchemaNode { Type = "object", PreserveUnknownFields = true };
        if (type == typeof(Quantity))
            return new SchemaNode { Pattern = Quantity.Pattern, PatternExplanation = "a number with an optional unit, such as '4', '500m' or '8Gi'" };
        if (type == typeof(MicroBatch))
            return new SchemaNode { Pattern = MicroBatch.Pattern, PatternExplanation = "a number of 1 or more, or 'auto'" };
        if (type == typeof(DateTimeOffset))
            return new SchemaNode { Type = "string", Format = "date-time" };
        if (type == typeof(string) || type == typeof(Duration))
            return new SchemaNode { Type = "string" };
        if (type == typeof(bool))
            return new SchemaNode { Type = "boolean" };
        if (type == typeof(int))
            return new SchemaNode { Type = "integer", Format = "int32" };
        if (type == typeof(long))
            return new SchemaNode { Type = "integer", Format = "int64" };
        if (type == typeof(double))
            return new SchemaNode { Type = "number", Format = "double" };
        if (type.IsEnum)
            return new SchemaNode { Type = "string", Enum = EnumValues(type) };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return new SchemaNode { Type = "array", Items = Value(type.GetGenericArguments()[0], docs) };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return new SchemaNode { Type = "object", AdditionalProperties = Value(type.GetGenericArguments()[1], docs) };
        return Object(type, docs);
    }

    private static List<string> EnumValues(Type type) =>
        [.. Enum.GetValues(type).Cast<object>().Select(v => JsonSerializer.SerializeToNode(v, type, ContractJson.Options)!.GetValue<string>())];

    /// <summary>The initializer's value; an object's own defaults come from its own properties, so its default is <c>{}</c>.</summary>
    private static JsonNode? DefaultOf(PropertyInfo property, object? owner, SchemaNode node)
    {
        var isStatus = property.DeclaringType!.Namespace == typeof(Status.GptTrainingJobStatus).Namespace;
        if (isStatus || property.DeclaringType == typeof(GptTrainingJob) || property.IsDefined(typeof(RequiredAttribute)) || property.GetValue(owner) is not { } value)
            return null;
        return node is { Type: "object", AdditionalProperties: null }
            ? new JsonObject()
            : JsonSerializer.SerializeToNode(value, property.PropertyType, ContractJson.Options);
    }
}
