namespace GptOperator.Crds.Trainer;

/// <summary>A trainer's exit codes, after <c>sysexits.h</c> where one fits.</summary>
public static class TrainerExitCode
{
    /// <summary>The stage is complete.</summary>
    public const int Completed = 0;

    /// <summary>The job is wrong; never retried.</summary>
    public const int InvalidJob = 64;

    /// <summary>The data is wrong; never retried.</summary>
    public const int InvalidData = 65;

    /// <summary>Training diverged.</summary>
    public const int Diverged = 66;

    /// <summary>A passing fault; retried, counted.</summary>
    public const int TransientFault = 75;

    /// <summary>Killed by the system, or out of memory.</summary>
    public const int Killed = 137;

    /// <summary>Stopped on request with a checkpoint taken; retried, not counted.</summary>
    public const int Stopped = 143;
}
