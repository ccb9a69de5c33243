namespace GptOperator.Local.Cluster;

/// <summary>The local cluster cannot do what was asked; the message is one line for the user, with the mend.</summary>
internal sealed class LocalClusterException(string message, Exception? inner = null) : Exception(message, inner);
