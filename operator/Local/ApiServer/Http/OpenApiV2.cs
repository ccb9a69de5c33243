using System.Text.Json.Nodes;
using Google.Protobuf;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>
/// The old OpenAPI document, without any schema: clients look there for kinds that version 3 did not describe to them,
/// and take an absent one for "unknown", as they do for custom resources.
/// </summary>
internal static class OpenApiV2
{
    private const string Title = "Kubernetes";
    private const string Version = "v1";

    public static JsonObject Document() => new()
    {
        ["swagger"] = "2.0",
        ["info"] = new JsonObject { ["title"] = Title, ["version"] = Version },
        ["paths"] = new JsonObject(),
        ["definitions"] = new JsonObject(),
    };

    /// <summary>The same in gnostic's Document message.</summary>
    public static byte[] Protobuf() => Message(output =>
    {
        Text(output, 1, "2.0");
        Nested(output, 2, info =>
        {
            Text(info, 1, Title);
            Text(info, 2, Version);
        });
        Nested(output, 8, _ => { });
        Nested(output, 9, _ => { });
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using var output = new CodedOutputStream(buffer);
        write(output);
        output.Flush();
        return buffer.ToArray();
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(write)));
    }
}
