namespace GptOperator.Local.Pods;

/// <summary>Values are the signal numbers, the same on every Unix.</summary>
internal enum ProcessSignal
{
    Kill = 9,
    Terminate = 15,
}
