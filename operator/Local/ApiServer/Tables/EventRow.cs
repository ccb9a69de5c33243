using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>Cells of an event, of either API group.</summary>
internal static class EventRow
{
    public static string LastSeen(JsonObject e, DateTimeOffset now)
    {
        if (e.At("series", "lastObservedTime").AsText() is { } observed)
            return $"{HumanDuration.Since(observed, now)} (x{e.At("series", "count")} over {FirstSeen(e, now)})";
        var last = e.Text("lastTimestamp") ?? e.Text("deprecatedLastTimestamp");
        if (last is null) return FirstSeen(e, now);
        var since = HumanDuration.Since(last, now);
        return Count(e) > 1 ? $"{since} (x{Count(e)} over {FirstSeen(e, now)})" : since;
    }

    public static string FirstSeen(JsonObject e, DateTimeOffset now) =>
        HumanDuration.Since(e.Text("firstTimestamp") ?? e.Text("deprecatedFirstTimestamp") ?? e.Text("eventTime"), now);

    public static long Count(JsonObject e) =>
        e.At("series", "count").AsInteger() ?? e["count"].AsInteger() ?? e["deprecatedCount"].AsInteger() ?? 1;

    public static string Object(JsonObject e)
    {
        var about = e.Object("involvedObject") ?? e.Object("regarding") ?? [];
        var kind = about.Text("kind")?.ToLowerInvariant() ?? "";
        return about.Text("name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }

    public static string Source(JsonObject e)
    {
        var source = e.Object("source") ?? e.Object("deprecatedSource");
        var component = source?.Text("component") ?? e.Text("reportingComponent") ?? e.Text("reportingController") ?? "";
        var host = source?.Text("host") ?? e.Text("reportingInstance");
        return string.IsNullOrEmpty(host) ? component : $"{component}, {host}";
    }
}
