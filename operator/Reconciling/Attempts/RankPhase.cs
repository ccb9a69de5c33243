namespace GptOperator.Reconciling.Attempts;

/// <summary>Where one pod of an attempt stands.</summary>
internal enum RankPhase
{
    /// <summary>Its container has not started.</summary>
    Waiting,

    /// <summary>Its container runs and does not answer yet.</summary>
    Running,

    /// <summary>Its container runs and answers.</summary>
    Ready,

    /// <summary>It is being deleted and its container may still run.</summary>
    Terminating,

    /// <summary>Its container ended with exit code 0.</summary>
    Succeeded,

    /// <summary>Its container ended otherwise, or can be taken for dead.</summary>
    Failed,
}
