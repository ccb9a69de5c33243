using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Storage;

/// <summary>
/// One committed state of one object. The JSON is kept as bytes only: lists and watches copy it out as it is, and
/// <see cref="ToJson"/> hands every caller a tree of its own, so that nothing committed can be changed by accident.
/// </summary>
internal sealed class StoredObject
{
    private StoredObject(ReadOnlyMemory<byte> utf8, ObjectIdentity identity, long revision)
    {
        Utf8 = utf8;
        Identity = identity;
        Revision = revision;
    }

    public ReadOnlyMemory<byte> Utf8 { get; }

    public ObjectIdentity Identity { get; }

    public long Revision { get; }

    public string Namespace => Identity.Namespace;

    public string Name => Identity.Name;

    public string Uid => Identity.Uid;

    public ImmutableDictionary<string, string> Labels => Identity.Labels;

    /// <summary>Stamps <paramref name="revision"/> into the object and freezes it.</summary>
    public static StoredObject Freeze(JsonObject obj, long revision)
    {
        obj.Metadata()["resourceVersion"] = Json.Revision(revision);
        return new StoredObject(Json.ToUtf8(obj), ObjectIdentity.Of(obj), revision);
    }

    public JsonObject ToJson() => Json.ParseObject(Utf8.Span);
}
