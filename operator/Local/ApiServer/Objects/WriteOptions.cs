namespace GptOperator.Local.ApiServer.Objects;

/// <summary>What a write's query and path ask for, besides the object.</summary>
internal sealed record WriteOptions
{
    /// <summary>Who will own the fields: the query's fieldManager, else the start of the user agent.</summary>
    public string FieldManager { get; init; } = "unknown";

    public bool DryRun { get; init; }

    /// <summary>Strict, Warn or Ignore: what becomes of unknown fields.</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>Server-side apply takes fields from their owners.</summary>
    public bool Force { get; init; }

    /// <summary>null for the object itself.</summary>
    public string? Subresource { get; init; }
}
