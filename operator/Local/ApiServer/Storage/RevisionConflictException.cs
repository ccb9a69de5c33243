namespace GptOperator.Local.ApiServer.Storage;

/// <summary>The object is not, or no longer, in the state that the write was computed from.</summary>
internal sealed class RevisionConflictException : Exception;
