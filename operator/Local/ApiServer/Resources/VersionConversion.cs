using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>The same object under another version's field names. Both change the tree in place.</summary>
/// <param name="FromStored">Stored form to served form.</param>
/// <param name="ToStored">Served form to stored form.</param>
internal sealed record VersionConversion(Action<JsonObject> FromStored, Action<JsonObject> ToStored);
