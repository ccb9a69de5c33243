namespace GptOperator.Local.ApiServer.Http;

/// <summary>
/// In which form the client wants objects. The encoding is always JSON: every client that prefers protobuf takes it too.
/// </summary>
internal enum AcceptedForm
{
    Object,
    Table,
    PartialMetadata,
}
