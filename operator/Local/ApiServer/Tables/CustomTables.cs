using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>Columns of custom resources, from a definition's additionalPrinterColumns.</summary>
internal static class CustomTables
{
    public static TableLayout Of(JsonArray? columns) => columns is null || columns.Count == 0
        ? new TableLayout([TableLayout.NameColumn, Age])
        : new TableLayout([TableLayout.NameColumn, .. columns.OfType<JsonObject>().Select(Column)]);

    private static TableColumn Age => TableLayout.AgeColumn with
    {
        Type = "date",
        Description = "CreationTimestamp is a timestamp representing the server time when this object was created.",
    };

    private static TableColumn Column(JsonObject column)
    {
        var path = JsonPath.Parse(column.Text("jsonPath") ?? "");
        var type = column.Text("type") ?? "string";
        return new TableColumn(column.Text("name") ?? "", (o, now) => Cell(path.Find(o), type, now))
        {
            Type = type,
            Format = column.Text("format") ?? "",
            Description = column.Text("description") ?? $"Custom resource definition column (in JSONPath format): {column.Text("jsonPath")}",
            Priority = (int)(column["priority"].AsInteger() ?? 0),
        };
    }

    // As the real server: a value of another type than the column's is no value, a date becomes a duration.
    private static JsonNode? Cell(IReadOnlyList<JsonNode?> found, string type, DateTimeOffset now)
    {
        if (found.Count == 0 || found[0] is not { } value) return null;
        if (type == "string" && (found.Count > 1 || value is not JsonValue)) return string.Join(",", found.Select(Plain));
        return type switch
        {
            "integer" => value.AsInteger(),
            "number" => value.GetValueKind() == JsonValueKind.Number ? value.DeepClone() : null,
            "boolean" => value.AsBoolean(),
            "string" => Plain(value),
            "date" => value.AsText() is { } time ? Date(time, now) : null,
            _ => null,
        };
    }

    private static string Date(string time, DateTimeOffset now)
    {
        var since = HumanDuration.Since(time, now);
        return since == HumanDuration.Unknown ? "<invalid>" : since;
    }

    private static string Plain(JsonNode? value) => value.AsText() ?? value?.ToJsonString(Json.Relaxed) ?? "";
}
