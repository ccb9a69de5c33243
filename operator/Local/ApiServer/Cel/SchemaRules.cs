using System.Runtime.CompilerServices;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>The compiled rules of a schema node and of all below it; made once per schema.</summary>
internal sealed class SchemaRules
{
    private static readonly ConditionalWeakTable<Schema, SchemaRules> Roots = [];

    private SchemaRules(Schema schema, bool isResource)
    {
        Schema = isResource ? CelSchema.AsResource(schema) : schema;
        Rules = schema.Validations.Count == 0 || CelSchema.TypeOf(Schema) is not { } type
            ? []
            : [.. schema.Validations.Select(rule => CompiledRule.Compile(rule, type))];
        Properties = schema.Properties
            .Select(member => KeyValuePair.Create(member.Key, new SchemaRules(member.Value, member.Value.EmbeddedResource)))
            .Where(member => !member.Value.IsEmpty)
            .ToDictionary(StringComparer.Ordinal);
        Values = Below(schema.AdditionalProperties);
        Items = Below(schema.Items);
    }

    public Schema Schema { get; }

    public IReadOnlyList<CompiledRule> Rules { get; }

    public IReadOnlyDictionary<string, SchemaRules> Properties { get; }

    public SchemaRules? Values { get; }

    public SchemaRules? Items { get; }

    public bool IsEmpty => Rules.Count == 0 && Properties.Count == 0 && Values is null && Items is null;

    // The built-in kinds have no rules, and some contain themselves.
    public static SchemaRules Of(Schema schema) =>
        Roots.GetValue(schema, root => root.IsBuiltIn ? new(new Schema(), isResource: false) : new(root, isResource: true));

    /// <summary>For one value rather than a resource.</summary>
    public static SchemaRules OfValue(Schema schema) => new(schema, schema.EmbeddedResource);

    private static SchemaRules? Below(Schema? schema) =>
        schema is not null && new SchemaRules(schema, schema.EmbeddedResource) is { IsEmpty: false } rules ? rules : null;
}
