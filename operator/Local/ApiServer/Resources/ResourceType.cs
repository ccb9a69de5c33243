using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;
using GptOperator.Local.ApiServer.Tables;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>
/// One served version of one resource. Discovery, routing, OpenAPI, storage and tables all read this and nothing else.
/// </summary>
internal sealed record ResourceType
{
    public static readonly ImmutableArray<string> AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public required string ListKind { get; init; }

    public required bool Namespaced { get; init; }

    public ImmutableArray<string> ShortNames { get; init; } = [];

    public ImmutableArray<string> Categories { get; init; } = [];

    public ImmutableArray<string> Verbs { get; init; } = AllVerbs;

    public ImmutableArray<Subresource> Subresources { get; init; } = [];

    /// <summary>The server counts changes of the spec in metadata.generation.</summary>
    public bool CountsGenerations { get; init; }

    /// <summary>Where the objects lie: all versions of a resource share it, and so do the two groups of events.</summary>
    public required string StorageKey { get; init; }

    /// <summary>What objects may hold; fetched lazily because building it costs time at the first use only.</summary>
    public required Lazy<Schema> Schema { get; init; }

    /// <summary>What the API fills in beyond the schema's own defaults.</summary>
    public Action<JsonObject>? Defaults { get; init; }

    public required TableLayout Table { get; init; }

    /// <summary>Rewrites a stored object into this version, and what is sent in this version into the stored one.</summary>
    public VersionConversion? Conversion { get; init; }

    public bool IsCustom { get; init; }

    /// <summary>Custom resources: the JSON paths usable in field selectors.</summary>
    public ImmutableArray<string> SelectableFields { get; init; } = [];

    public bool HasStatus => Subresources.Any(s => s.Name == "status");

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As in messages: "pods", "jobs.batch".</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As in messages: "Pod", "Job.batch".</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
