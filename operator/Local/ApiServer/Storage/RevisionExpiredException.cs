namespace GptOperator.Local.ApiServer.Storage;

/// <summary>The history no longer reaches back to the revision asked for.</summary>
internal sealed class RevisionExpiredException(long asked, long oldest)
    : Exception($"too old resource version: {asked} ({oldest})");
