namespace GptOperator.Local.Pods;

/// <summary>A container cannot be made as its pod says, for instance for want of a config map. Tried again later.</summary>
internal sealed class ContainerConfigException(string message) : Exception(message);
