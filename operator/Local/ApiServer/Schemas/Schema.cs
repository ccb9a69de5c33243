using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>
/// One node of a schema, of a custom resource or of a built-in kind. Immutable; the JSON nodes in it
/// (defaults, enum values) are shared, so whoever puts one into an object clones it first.
/// </summary>
internal sealed record Schema
{
    private readonly Lazy<IReadOnlyDictionary<string, Schema>> _properties =
        new(FrozenDictionary<string, Schema>.Empty);

    /// <summary>A value about which nothing is known: kept whole, replaced whole.</summary>
    public static Schema Anything { get; } = new() { PreserveUnknownFields = true };

    /// <summary><c>object</c>, <c>array</c>, <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>; null where any is allowed.</summary>
    public string? Type { get; init; }

    public string? Format { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public bool Nullable { get; init; }

    public JsonNode? Default { get; init; }

    public JsonNode? Example { get; init; }

    /// <summary>Empty where the object has none. Made on first use: the built-in kinds refer to themselves.</summary>
    public IReadOnlyDictionary<string, Schema> Properties
    {
        get => _properties.Value;
        init => _properties = new(value);
    }

    /// <summary>Sets <see cref="Properties"/> without making them yet.</summary>
    public Lazy<IReadOnlyDictionary<string, Schema>> LazyProperties
    {
        init => _properties = value;
    }

    /// <summary>Schema of the values of a map; null where the object is not a map.</summary>
    public Schema? AdditionalProperties { get; init; }

    /// <summary>The boolean form of <c>additionalProperties</c>; null where it was not given.</summary>
    public bool? AdditionalPropertiesAllowed { get; init; }

    public Schema? Items { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The allowed values; empty means any.</summary>
    public IReadOnlyList<JsonNode?> Enum { get; init; } = [];

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public long? MinLength { get; init; }

    public long? MaxLength { get; init; }

    public string? Pattern { get; init; }

    public long? MinItems { get; init; }

    public long? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    public long? MinProperties { get; init; }

    public long? MaxProperties { get; init; }

    public IReadOnlyList<Schema> AllOf { get; init; } = [];

    public IReadOnlyList<Schema> AnyOf { get; init; } = [];

    public IReadOnlyList<Schema> OneOf { get; init; } = [];

    public Schema? Not { get; init; }

    public bool IntOrString { get; init; }

    public bool PreserveUnknownFields { get; init; }

    /// <summary>The node is itself an object with apiVersion, kind and metadata.</summary>
    public bool EmbeddedResource { get; init; }

    /// <summary>Null where the schema does not say, which means atomic.</summary>
    public ListType? ListType { get; init; }

    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary><c>granular</c> or <c>atomic</c>; null where the schema does not say, which means granular.</summary>
    public string? MapType { get; init; }

    /// <summary>Key by which a strategic merge patch finds an item of this list; null where the list is replaced.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>What a strategic merge patch does with this field: <c>merge</c>, <c>retainKeys</c>.</summary>
    public IReadOnlyList<string> PatchStrategies { get; init; } = [];

    public IReadOnlyList<ValidationRule> Validations { get; init; } = [];

    /// <summary>Read off a model of the client library rather than a CRD: no rules, and lists whose keys may repeat.</summary>
    public bool IsBuiltIn { get; init; }

    public bool IsAtomicMap => MapType == "atomic";

    public bool IsMap => AdditionalProperties is not null || AdditionalPropertiesAllowed == true;

    /// <summary>Schema of a named member: its property's, else the map's value schema; null where the name is unknown.</summary>
    public Schema? Member(string name) =>
        Properties.TryGetValue(name, out var property) ? property
        : AdditionalProperties ?? (AdditionalPropertiesAllowed == true ? Anything : null);

    // The properties may be lazy and cyclic: two nodes are equal only when they are the same node.
    public bool Equals(Schema? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
