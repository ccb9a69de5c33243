using System.Text.Json.Nodes;
using Google.Protobuf;

namespace GptOperator.Local.ApiServer.Protobuf;

/// <summary>
/// Reads the envelope in which typed Go clients send built-in kinds: four magic bytes, then a message of apiVersion,
/// kind, and the object's own message.
/// </summary>
internal static class KubernetesProtobuf
{
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <returns>null when this is no such envelope or of a kind whose layout is not known.</returns>
    public static JsonObject? Decode(byte[] body)
    {
        if (!body.AsSpan().StartsWith(Magic)) return null;
        try
        {
            return DecodeEnvelope(new CodedInputStream(body, Magic.Length, body.Length - Magic.Length));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static JsonObject? DecodeEnvelope(CodedInputStream input)
    {
        var (apiVersion, kind, raw) = ("", "", ByteString.Empty);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: (apiVersion, kind) = TypeMeta(input.ReadBytes()); break;
                case 2: raw = input.ReadBytes(); break;
                default: input.SkipLastField(); break;
            }
        }

        if (ProtobufLayouts.Find(apiVersion, kind) is not { } layout) return null;
        var obj = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind };
        ProtobufReader.ReadInto(obj, raw.CreateCodedInput(), layout);
        return obj;
    }

    private static (string ApiVersion, string Kind) TypeMeta(ByteString bytes)
    {
        var (apiVersion, kind) = ("", "");
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: apiVersion = input.ReadString(); break;
                case 2: kind = input.ReadString(); break;
                default: input.SkipLastField(); break;
            }
        }

        return (apiVersion, kind);
    }
}
