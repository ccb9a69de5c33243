using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>core/v1 events, as stored, to and from events.k8s.io/v1: the same objects under other names.</summary>
internal static class EventConversion
{
    private static readonly (string Core, string Events)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
    ];

    public static VersionConversion Instance { get; } = new(FromStored, ToStored);

    private static void FromStored(JsonObject e)
    {
        e["apiVersion"] = "events.k8s.io/v1";
        foreach (var (core, events) in Names) Move(e, core, events);
    }

    private static void ToStored(JsonObject e)
    {
        e["apiVersion"] = "v1";
        foreach (var (core, events) in Names) Move(e, events, core);
    }

    private static void Move(JsonObject e, string from, string to)
    {
        if (!e.Remove(from, out var value) || value is null) return;
        e[to] = value;
    }
}
