using System.Text.Json.Nodes;

namespace GptOperator.Crds.Generation;

/// <summary>The schema of one value of the contract: what the CRD says of it, and what <see cref="Validation.SchemaCheck"/> holds it against.</summary>
public sealed record SchemaNode
{
    /// <summary>object, array, string, integer, number or boolean; null for an integer or string.</summary>
    public string? Type { get; init; }

    public string? Format { get; init; }
    public string Description { get; init; } = "";
    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = new Dictionary<string, SchemaNode>();
    public IReadOnlyList<string> Required { get; init; } = [];
    public SchemaNode? Items { get; init; }
    public SchemaNode? AdditionalProperties { get; init; }
    public IReadOnlyList<string> Enum { get; init; } = [];
    public JsonNode? Default { get; init; }
    public double? Minimum { get; init; }
    public bool ExclusiveMinimum { get; init; }
    public double? Maximum { get; init; }
    public bool ExclusiveMaximum { get; init; }
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }
    public string? Pattern { get; init; }

    /// <summary>The pattern in words; the CRD has no place for it.</summary>
    public string PatternExplanation { get; init; } = "";

    public int? MinItems { get; init; }
    public int? MaxItems { get; init; }

    /// <summary>The field of a list's items that makes the list a map.</summary>
    public string? ListMapKey { get; init; }

    public bool PreserveUnknownFields { get; init; }
}
