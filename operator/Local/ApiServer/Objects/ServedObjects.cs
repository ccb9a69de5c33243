using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Objects;

/// <summary>Between stored objects and the version that a client asked for.</summary>
internal static class ServedObjects
{
    public static JsonObject Serve(this ResourceType type, StoredObject stored)
    {
        var json = stored.ToJson();
        type.Conversion?.FromStored(json);
        return json;
    }

    public static ReadOnlyMemory<byte> ServeUtf8(this ResourceType type, StoredObject stored) =>
        type.Conversion is null ? stored.Utf8 : Json.ToUtf8(type.Serve(stored));

    /// <summary>Changes the tree in place.</summary>
    public static JsonObject ToStored(this ResourceType type, JsonObject served)
    {
        type.Conversion?.ToStored(served);
        return served;
    }
}
