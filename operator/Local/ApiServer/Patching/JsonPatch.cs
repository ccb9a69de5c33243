using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>JSON patch, RFC 6902.</summary>
internal static class JsonPatch
{
    // As the API server: a patch of many thousand copies must not fill the memory.
    private const int MaxOperations = 10_000;

    /// <returns>A new object; neither argument is changed.</returns>
    /// <exception cref="PatchException">An operation is malformed, a path is missing, or a test failed.</exception>
    public static JsonObject Apply(JsonObject current, JsonArray patch)
    {
        if (patch.Count > MaxOperations)
            throw new PatchException($"The allowed maximum operations in a JSON patch is {MaxOperations}, got {patch.Count}");
        JsonNode? document = current.DeepClone();
        foreach (var item in patch)
        {
            if (item is not JsonObject operation)
                throw new PatchException("each operation of a JSON patch must be an object");
            document = Run(document, operation);
        }
        return document as JsonObject ?? throw new PatchException("the result of the JSON patch is not an object");
    }

    private static JsonNode? Run(JsonNode? document, JsonObject operation)
    {
        var path = Pointer(operation, "path");
        switch (Text(operation, "op"))
        {
            case "add":
                return Add(document, path, Value(operation));
            case "remove":
                return Remove(document, path, "remove");
            case "replace":
                Find(document, path, "replace");
                return path.IsRoot ? Value(operation) : Set(document, path, Value(operation));
            case "move":
                var from = Pointer(operation, "from");
                var moved = Find(document, from, "move")?.DeepClone();
                if (path.Text.StartsWith(from.Text + "/", StringComparison.Ordinal))
                    throw new PatchException($"move operation does not apply: cannot move {from.Text} into itself");
                return Add(Remove(document, from, "move"), path, moved);
            case "copy":
                return Add(document, path, Find(document, Pointer(operation, "from"), "copy")?.DeepClone());
            case "test":
                if (!JsonEquality.Same(FindOrNull(document, path), operation["value"]))
                    throw new PatchException($"testing value {path.Text} failed: test failed");
                return document;
            default:
                throw new PatchException($"Unexpected kind: {Text(operation, "op")}");
        }
    }

    private static JsonNode? Add(JsonNode? document, JsonPointer path, JsonNode? value)
    {
        if (path.IsRoot)
            return value;
        var parent = Find(document, path.Parent, "add");
        if (parent is JsonArray array)
            array.Insert(path.Last == "-" ? array.Count : Index(path, array.Count, "add"), value);
        else
            AsObject(parent, path, "add")[path.Last] = value;
        return document;
    }

    private static JsonNode? Set(JsonNode? document, JsonPointer path, JsonNode? value)
    {
        var parent = Find(document, path.Parent, "replace");
        if (parent is JsonArray array)
            array[Index(path, array.Count - 1, "replace")] = value;
        else
            AsObject(parent, path, "replace")[path.Last] = value;
        return document;
    }

    private static JsonNode? Remove(JsonNode? document, JsonPointer path, string operation)
    {
        if (path.IsRoot)
            return null;
        Find(document, path, operation);
        var parent = Find(document, path.Parent, operation);
        if (parent is JsonArray array)
            array.RemoveAt(Index(path, array.Count - 1, operation));
        else
            AsObject(parent, path, operation).Remove(path.Last);
        return document;
    }

    private static JsonNode? Find(JsonNode? document, JsonPointer path, string operation) =>
        TryFind(document, path, out var found)
            ? found
            : throw new PatchException($"{operation} operation does not apply: doc is missing key: {path.Text}: missing value");

    private static JsonNode? FindOrNull(JsonNode? document, JsonPointer path) =>
        TryFind(document, path, out var found) ? found : null;

    private static bool TryFind(JsonNode? document, JsonPointer path, out JsonNode? found)
    {
        found = document;
        foreach (var token in path.Tokens)
        {
            if (found is JsonObject obj && obj.TryGetPropertyValue(token, out var member))
                found = member;
            else if (found is JsonArray array && JsonPointer.TryIndex(token, out var at) && at < array.Count)
                found = array[at];
            else
                return false;
        }
        return true;
    }

    private static int Index(JsonPointer path, int max, string operation) =>
        JsonPointer.TryIndex(path.Last, out var index) && index <= max
            ? index
            : throw new PatchException($"{operation} operation does not apply: doc is missing path: {path.Text}: Unable to access invalid index: {path.Last}: invalid index referenced");

    private static JsonObject AsObject(JsonNode? parent, JsonPointer path, string operation) =>
        parent as JsonObject
        ?? throw new PatchException($"{operation} operation does not apply: doc is missing path: {path.Text}: missing value");

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value)
            ? value?.DeepClone()
            : throw new PatchException($"{Text(operation, "op")} operation of {Text(operation, "path")} has no value");

    private static JsonPointer Pointer(JsonObject operation, string name) => JsonPointer.Parse(Text(operation, name));

    private static string Text(JsonObject operation, string name) =>
        operation[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new PatchException($"each operation of a JSON patch needs a string '{name}'");
}
