using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>The columns that the real server prints, per built-in resource.</summary>
internal static partial class BuiltInTables
{
    private const string None = "<none>";

    public static TableLayout ConfigMaps { get; } = Named(
        Count("Data", o => (o.Object("data")?.Count ?? 0) + (o.Object("binaryData")?.Count ?? 0)),
        TableLayout.AgeColumn);

    public static TableLayout Secrets { get; } = Named(
        Text("Type", o => o.Text("type")),
        Count("Data", o => o.Object("data")?.Count ?? 0),
        TableLayout.AgeColumn);

    public static TableLayout ServiceAccounts { get; } = Named(
        Count("Secrets", o => (o["secrets"] as JsonArray)?.Count ?? 0),
        TableLayout.AgeColumn);

    public static TableLayout Namespaces { get; } = Named(
        Text("Status", o => o.At("status", "phase").AsText()),
        TableLayout.AgeColumn);

    public static TableLayout Leases { get; } = Named(
        Text("Holder", o => o.At("spec", "holderIdentity").AsText()),
        TableLayout.AgeColumn);

    public static TableLayout RoleBindings { get; } = Named(
        Text("Role", o => $"{o.At("roleRef", "kind").AsText()}/{o.At("roleRef", "name").AsText()}"),
        TableLayout.AgeColumn,
        Wide("Users", o => Subjects(o, "User")),
        Wide("Groups", o => Subjects(o, "Group")),
        Wide("ServiceAccounts", o => Subjects(o, "ServiceAccount")));

    public static TableLayout PriorityClasses { get; } = Named(
        Count("Value", o => o["value"].AsInteger() ?? 0),
        new TableColumn("Global-Default", (o, _) => o["globalDefault"].AsBoolean() ?? false) { Type = "boolean" },
        TableLayout.AgeColumn,
        Wide("PreemptionPolicy", o => o.Text("preemptionPolicy")));

    public static TableLayout NetworkPolicies { get; } = Named(
        Text("Pod-Selector", o => Selector(o.At("spec", "podSelector") as JsonObject)),
        TableLayout.AgeColumn);

    public static TableLayout PodDisruptionBudgets { get; } = Named(
        Text("Min Available", o => Scalar(o.At("spec", "minAvailable")) ?? "N/A"),
        Text("Max Unavailable", o => Scalar(o.At("spec", "maxUnavailable")) ?? "N/A"),
        Count("Allowed Disruptions", o => o.At("status", "disruptionsAllowed").AsInteger() ?? 0),
        TableLayout.AgeColumn);

    public static TableLayout PersistentVolumeClaims { get; } = Named(
        Text("Status", o => o.At("metadata", "deletionTimestamp") is null ? o.At("status", "phase").AsText() : "Terminating"),
        Text("Volume", o => o.At("spec", "volumeName").AsText() ?? ""),
        Text("Capacity", o => Scalar(o.At("status", "capacity", "storage")) ?? ""),
        Text("Access Modes", o => AccessModes(o.At("status", "accessModes") as JsonArray)),
        Text("StorageClass", o => o.At("spec", "storageClassName").AsText() ?? ""),
        Text("VolumeAttributesClass", o => o.At("spec", "volumeAttributesClassName").AsText() ?? "<unset>"),
        TableLayout.AgeColumn,
        Wide("VolumeMode", o => o.At("spec", "volumeMode").AsText() ?? "<unset>"));

    public static TableLayout PersistentVolumes { get; } = Named(
        Text("Capacity", o => Scalar(o.At("spec", "capacity", "storage")) ?? ""),
        Text("Access Modes", o => AccessModes(o.At("spec", "accessModes") as JsonArray)),
        Text("Reclaim Policy", o => o.At("spec", "persistentVolumeReclaimPolicy").AsText() ?? ""),
        Text("Status", o => o.At("status", "phase").AsText() ?? ""),
        Text("Claim", o => o.At("spec", "claimRef") is JsonObject c ? $"{c.Text("namespace")}/{c.Text("name")}" : ""),
        Text("StorageClass", o => o.At("spec", "storageClassName").AsText() ?? ""),
        Text("Reason", o => o.At("status", "reason").AsText() ?? ""),
        TableLayout.AgeColumn,
        Wide("VolumeMode", o => o.At("spec", "volumeMode").AsText() ?? "<unset>"));

    private static TableLayout Named(params ReadOnlySpan<TableColumn> columns) => new([TableLayout.NameColumn, .. columns]);

    private static TableColumn Text(string name, Func<JsonObject, string?> cell) => new(name, (o, _) => cell(o) ?? "");

    private static TableColumn Wide(string name, Func<JsonObject, string?> cell) => Text(name, cell) with { Priority = 1 };

    private static TableColumn Count(string name, Func<JsonObject, long> cell) => new(name, (o, _) => cell(o)) { Type = "integer" };

    private static string? Scalar(JsonNode? node) => node.AsText() ?? (node is JsonValue ? node.ToJsonString() : null);

    private static string Selector(JsonObject? selector)
    {
        if (selector is null) return None;
        var parts = new List<string>();
        if (selector.Object("matchLabels") is { } labels) parts.AddRange(labels.Select(l => $"{l.Key}={l.Value.AsText()}"));
        foreach (var expression in (selector["matchExpressions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var key = expression.Text("key");
            var values = $"({string.Join(",", (expression["values"] as JsonArray ?? []).Select(v => v.AsText()))})";
            parts.Add(expression.Text("operator") switch
            {
                "Exists" => $"{key}",
                "DoesNotExist" => $"!{key}",
                "NotIn" => $"{key} notin {values}",
                _ => $"{key} in {values}",
            });
        }

        return parts.Count == 0 ? None : string.Join(",", parts);
    }

    private static string Labels(JsonObject? labels) =>
        labels is null || labels.Count == 0 ? None : string.Join(",", labels.Select(l => $"{l.Key}={l.Value.AsText()}"));

    private static string Subjects(JsonObject binding, string kind) => string.Join(", ", (binding["subjects"] as JsonArray ?? [])
        .OfType<JsonObject>()
        .Where(s => s.Text("kind") == kind)
        .Select(s => kind == "ServiceAccount" ? $"{s.Text("namespace")}/{s.Text("name")}" : s.Text("name")));

    private static string AccessModes(JsonArray? modes) => string.Join(",", (modes ?? []).Select(m => m.AsText() switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        var other => other,
    }));
}
