namespace GptOperator.Faults.Sequences;

/// <summary>Something that happens in a random sequence. Each takes a number that says to what, how long or how often.</summary>
internal enum StepKind
{
    /// <summary>The operator sees everything that happened.</summary>
    Deliver,

    /// <summary>It sees one change.</summary>
    DeliverOne,

    /// <summary>It never sees one change, unless it lists anew.</summary>
    DropOne,

    /// <summary>It sees the changes of a kind twice, and the newest first.</summary>
    DeliverDisordered,

    ListAnew,
    LookAtJob,
    NodeStep,
    EndPod,
    EvictPod,
    DeletePod,
    RemovePod,
    TimePasses,
    EditRetryLimit,
    SuspendJob,
    ResumeJob,
    DeleteJob,
    CreateJob,
    FailRequests,
    KillOperator,
    KillOperatorAfterSomeWrites,
    StartOperatorOnOldLists,
}
