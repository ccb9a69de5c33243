namespace GptOperator.Local.ApiServer.Protobuf;

/// <param name="Name">The JSON name; empty when the message's members belong to the outer object.</param>
/// <param name="Shape">One value, a list, or a map from texts.</param>
/// <param name="Type">A letter, or the name of a message, as messages.txt explains.</param>
/// <param name="KeepsZero">A zero is a value; otherwise Go writes it for what was never set.</param>
internal sealed record ProtobufField(string Name, ProtobufShape Shape, string Type, bool KeepsZero)
{
    public bool IsInline => Name.Length == 0;
}
