namespace GptOperator.Local.ApiServer.Protobuf;

internal enum ProtobufShape
{
    One,
    List,
    Map,
}
