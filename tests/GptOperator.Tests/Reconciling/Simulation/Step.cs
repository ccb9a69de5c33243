namespace GptOperator.Tests.Reconciling.Simulation;

/// <summary>Something that happens in the simulated cluster.</summary>
internal enum Step
{
    Reconcile,
    ReconcileAndDieAfterSomeWrites,
    ReconcileWithAnOldView,
    ReconcileWithAnOldViewOfPods,
    StartPods,
    EndPod,
    EvictPod,
    DeletePod,
    TimePasses,
    EditRetryLimit,
    BreakSpec,
    MendSpec,
    Suspend,
    Resume,
}
