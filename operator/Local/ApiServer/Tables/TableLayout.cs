using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>How objects of one resource look as rows.</summary>
internal sealed record TableLayout(ImmutableArray<TableColumn> Columns)
{
    public static TableColumn NameColumn { get; } = new("Name", (o, _) => o.Metadata().Text("name"))
    {
        Format = "name",
        Description = "Name must be unique within a namespace.",
    };

    public static TableColumn AgeColumn { get; } = new("Age", (o, now) => HumanDuration.Since(o.Metadata().Text("creationTimestamp"), now))
    {
        Description = "Time since the object was created.",
    };

    /// <summary>What the real server shows of a resource that has no printer of its own.</summary>
    public static TableLayout CreatedAt { get; } = new(
    [
        NameColumn,
        new TableColumn("Created At", (o, _) => o.Metadata().Text("creationTimestamp")) { Type = "date" },
    ]);

    public JsonArray Definitions() => new([.. Columns.Select(c => (JsonNode)c.Definition())]);

    public JsonArray Cells(JsonObject obj, DateTimeOffset now) => new([.. Columns.Select(c => c.Cell(obj, now))]);
}
