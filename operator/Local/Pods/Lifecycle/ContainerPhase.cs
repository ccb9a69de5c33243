namespace GptOperator.Local.Pods;

internal enum ContainerPhase
{
    Waiting,
    Running,
    Terminated,
}
