namespace GptOperator.Local.ApiServer.Storage;

internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool BlockOwnerDeletion);
