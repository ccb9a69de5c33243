namespace GptOperator.Local.Pods;

/// <summary>A container's live process and what goes with it.</summary>
/// <param name="MemoryLimit">Bytes; the maximum for none.</param>
internal sealed record RunningContainer(IContainerProcess Process, ContainerFiles Files, LogStamper Stamper, int Run, long MemoryLimit);
