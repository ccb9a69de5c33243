using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Objects;

/// <summary>How to delete, from body and query.</summary>
internal sealed record DeleteOptions
{
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Background, Foreground or Orphan.</summary>
    public string PropagationPolicy { get; init; } = "Background";

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }

    /// <param name="body">A DeleteOptions object; null when the request had none.</param>
    /// <param name="query">A query parameter's value, or null.</param>
    public static DeleteOptions From(JsonObject? body, Func<string, string?> query)
    {
        var orphan = body?["orphanDependents"].AsBoolean() ?? (query("orphanDependents") is { } text ? text == "true" : null);
        return new DeleteOptions
        {
            GracePeriodSeconds = body?["gracePeriodSeconds"].AsInteger()
                ?? (long.TryParse(query("gracePeriodSeconds"), out var seconds) ? seconds : null),
            PropagationPolicy = body?.Text("propagationPolicy") ?? query("propagationPolicy") ?? (orphan == true ? "Orphan" : "Background"),
            Uid = body.At("preconditions", "uid").AsText(),
            ResourceVersion = body.At("preconditions", "resourceVersion").AsText(),
            DryRun = body?["dryRun"] is JsonArray { Count: > 0 } || !string.IsNullOrEmpty(query("dryRun")),
        };
    }
}
