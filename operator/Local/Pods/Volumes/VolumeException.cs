namespace GptOperator.Local.Pods;

/// <summary>A volume cannot be set up; the message is the kubelet's event text.</summary>
internal sealed class VolumeException(string message, Exception inner) : Exception(message, inner);
