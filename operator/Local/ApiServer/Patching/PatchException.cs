namespace GptOperator.Local.ApiServer.Patching;

/// <summary>A patch that is malformed, or does not fit the object; the message is for the user.</summary>
internal sealed class PatchException(string message) : Exception(message);
