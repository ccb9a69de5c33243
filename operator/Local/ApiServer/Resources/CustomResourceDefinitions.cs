using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;
using GptOperator.Local.ApiServer.Tables;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>From a CustomResourceDefinition object to the resource types that it defines.</summary>
internal static class CustomResourceDefinitions
{
    public const string StorageKey = "apiextensions.k8s.io/customresourcedefinitions";

    /// <summary>Holds a definition until its objects are gone.</summary>
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>What the API fills in, and the status that the real server's controllers would give.</summary>
    public static void Defaults(JsonObject definition)
    {
        if (definition.Object("spec") is not { } spec) return;
        var names = spec.Child("names");
        if (names.Text("kind") is { } kind)
        {
            names.Default("listKind", kind + "List");
            names.Default("singular", kind.ToLowerInvariant());
        }

        spec.Default("conversion", new JsonObject { ["strategy"] = "None" });
        if (definition.Metadata()["deletionTimestamp"] is null)
        {
            if (definition.Metadata()["finalizers"] is not JsonArray finalizers) definition.Metadata()["finalizers"] = finalizers = [];
            if (!finalizers.Any(f => f.AsText() == Finalizer)) finalizers.Add((JsonNode)Finalizer);
        }
    }

    /// <summary>Marks a definition as served, as it is from the moment that it is stored.</summary>
    public static void Establish(JsonObject definition, DateTimeOffset now)
    {
        var status = definition.Child("status");
        status["acceptedNames"] = definition.At("spec", "names")?.DeepClone();
        status.Default("storedVersions", new JsonArray([.. Versions(definition)
            .Where(v => v["storage"].AsBoolean() == true).Select(v => (JsonNode?)v.Text("name"))]));
        status.Default("conditions", new JsonArray(
            Condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
            Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)));
    }

    /// <summary>Every fault of a definition that would keep it from being served.</summary>
    public static IReadOnlyList<FieldError> Validate(JsonObject definition)
    {
        var faults = new List<FieldError>();
        var spec = definition.Object("spec") ?? [];
        var name = $"{spec.At("names", "plural").AsText()}.{spec.Text("group")}";
        if (definition.Metadata().Text("name") != name)
            faults.Add(Faults.Invalid("metadata.name", definition.Metadata().Text("name"), "must be spec.names.plural+\".\"+spec.group"));
        if (spec.Text("scope") is not ("Namespaced" or "Cluster"))
            faults.Add(new FieldError("spec.scope", "FieldValueNotSupported", $"Unsupported value: \"{spec.Text("scope")}\": supported values: \"Cluster\", \"Namespaced\""));
        if (Versions(definition).Count(v => v["storage"].AsBoolean() == true) != 1)
            faults.Add(Faults.Invalid("spec.versions", null, "must have exactly one version marked as storage version"));
        foreach (var (version, i) in Versions(definition).Select((v, i) => (v, i))) faults.AddRange(SchemaFaults(version, i));
        return faults;
    }

    public static IEnumerable<ResourceType> Types(JsonObject definition)
    {
        var spec = definition.Object("spec") ?? [];
        var names = spec.Object("names") ?? [];
        var group = spec.Text("group") ?? "";
        var plural = names.Text("plural") ?? "";
        foreach (var version in Versions(definition).Where(v => v["served"].AsBoolean() == true))
        {
            var status = version.At("subresources", "status") is not null;
            yield return new ResourceType
            {
                Group = group,
                Version = version.Text("name") ?? "",
                Plural = plural,
                Singular = names.Text("singular") ?? "",
                Kind = names.Text("kind") ?? "",
                ListKind = names.Text("listKind") ?? "",
                Namespaced = spec.Text("scope") == "Namespaced",
                ShortNames = Texts(names["shortNames"]),
                Categories = Texts(names["categories"]),
                Subresources = status ? [new Subresource("status", names.Text("kind") ?? "")] : [],
                CountsGenerations = true,
                StorageKey = $"{group}/{plural}",
                Schema = SchemaOf(version),
                Table = CustomTables.Of(version["additionalPrinterColumns"] as JsonArray),
                Conversion = Relabel($"{group}/{version.Text("name")}", $"{group}/{StorageVersion(definition)}"),
                IsCustom = true,
                SelectableFields = [.. (version["selectableFields"] as JsonArray ?? []).OfType<JsonObject>().Select(f => f.Text("jsonPath")?.TrimStart('.') ?? "")],
            };
        }
    }

    private static IEnumerable<JsonObject> Versions(JsonObject definition) =>
        (definition.At("spec", "versions") as JsonArray ?? []).OfType<JsonObject>();

    private static string StorageVersion(JsonObject definition) =>
        Versions(definition).First(v => v["storage"].AsBoolean() == true).Text("name") ?? "";

    private static VersionConversion? Relabel(string served, string stored) =>
        served == stored ? null : new VersionConversion(o => o["apiVersion"] = served, o => o["apiVersion"] = stored);

    // Copied at once: the definition's tree belongs to the caller.
    private static Lazy<Schema> SchemaOf(JsonObject version)
    {
        var schema = (version.At("schema", "openAPIV3Schema") as JsonObject)?.Copy();
        return new Lazy<Schema>(() => schema is null ? Schema.Anything : CrdSchemas.Parse(schema));
    }

    private static IReadOnlyList<FieldError> SchemaFaults(JsonObject version, int index)
    {
        if (version.At("schema", "openAPIV3Schema") is not JsonObject schema)
            return [new FieldError($"spec.versions[{index}].schema.openAPIV3Schema", "FieldValueRequired", "Required value: schemas are required")];
        try
        {
            CrdSchemas.Parse(schema.Copy());
            return [];
        }
        catch (InvalidSchemaException e)
        {
            return e.Errors;
        }
    }

    private static JsonObject Condition(string type, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = Json.Time(now),
        ["reason"] = reason,
        ["message"] = message,
    };

    private static ImmutableArray<string> Texts(JsonNode? array) => [.. (array as JsonArray ?? []).Select(t => t.AsText() ?? "")];
}
