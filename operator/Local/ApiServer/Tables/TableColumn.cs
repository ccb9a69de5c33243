using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>One column of a table: its definition as clients see it, and how a cell is read from an object.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Cell">The cell of one object at a moment in time.</param>
internal sealed record TableColumn(string Name, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    public string Type { get; init; } = "string";

    public string Format { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>0 is always shown; above it only under <c>-o wide</c>.</summary>
    public int Priority { get; init; }

    public JsonObject Definition() => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Format,
        ["description"] = Description,
        ["priority"] = Priority,
    };
}
