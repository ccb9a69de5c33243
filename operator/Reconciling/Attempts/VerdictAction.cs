namespace GptOperator.Reconciling.Attempts;

/// <summary>What follows a failed attempt.</summary>
internal enum VerdictAction
{
    /// <summary>Nothing that the job did: another attempt that leaves the retry budget as it is.</summary>
    RestartWithoutCounting,

    /// <summary>Another attempt, while the retry budget lasts.</summary>
    Restart,

    /// <summary>Trying again would end the same way.</summary>
    Fail,
}
