using System.Globalization;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>One entry of <c>metadata.managedFields</c>, decoded.</summary>
internal sealed record ManagerEntry(string Manager, string Operation, string ApiVersion, string? Subresource, string? Time, FieldSet Fields)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    /// <summary>An applier stays the same whatever version it applies; an updater is one per version.</summary>
    public (string, string, string, string) Identity =>
        (Manager, Operation, Operation == Apply ? "" : ApiVersion, Subresource ?? "");

    public static ManagerEntry Of(FieldManager manager, string operation, FieldSet fields) => new(
        manager.Name, operation, manager.ApiVersion, string.IsNullOrEmpty(manager.Subresource) ? null : manager.Subresource,
        manager.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), fields);

    public static ManagerEntry FromJson(JsonObject json) => new(
        json["manager"]?.GetValue<string>() ?? "",
        json["operation"]?.GetValue<string>() ?? "",
        json["apiVersion"]?.GetValue<string>() ?? "",
        json["subresource"]?.GetValue<string>(),
        json["time"]?.GetValue<string>(),
        json["fieldsV1"] is JsonObject fields ? FieldSet.FromJson(fields) : FieldSet.Empty);

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
        };
        if (Time is not null)
            json["time"] = Time;
        json["fieldsType"] = "FieldsV1";
        json["fieldsV1"] = Fields.ToJson();
        if (Subresource is not null)
            json["subresource"] = Subresource;
        return json;
    }

    /// <summary>The manager as a conflict names it.</summary>
    public string Print()
    {
        var name = Subresource is null ? $"\"{Manager}\"" : $"\"{Manager}\" with subresource \"{Subresource}\"";
        return Operation == Update ? $"{name} using {ApiVersion}" : name;
    }
}
