using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Where a page ended.</summary>
/// <param name="Revision">The list's revision; -1 to go on with whatever is there now.</param>
/// <param name="Namespace">The last object's.</param>
/// <param name="Name">The last object's.</param>
internal sealed record ContinueToken(long Revision, string Namespace, string Name)
{
    public static ContinueToken After(StoredObject last, long revision) => new(revision, last.Namespace, last.Name);

    /// <exception cref="ApiException">Not a token of ours.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            var json = Json.ParseObject(Base64Url.DecodeFromChars(text));
            return new ContinueToken(json["rv"].AsInteger() ?? -1, json.Text("ns") ?? "", json.Text("name") ?? "");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw ApiException.BadRequest($"continue key is not valid: {text}");
        }
    }

    public bool IsBefore(StoredObject obj)
    {
        var order = string.CompareOrdinal(Namespace, obj.Namespace);
        return order < 0 || (order == 0 && string.CompareOrdinal(Name, obj.Name) < 0);
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        new JsonObject { ["rv"] = Revision, ["ns"] = Namespace, ["name"] = Name }.ToJsonString()));
}
