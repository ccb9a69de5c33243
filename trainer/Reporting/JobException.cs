using GptOperator.Crds.Trainer;

namespace GptTrainer.Reporting;

/// <summary>The job cannot run as it is written. The message is one line for its owner: the field, its value and the mend.</summary>
internal sealed class JobException(string message, int exitCode = TrainerExitCode.InvalidJob) : Exception(message)
{
    /// <summary>The exit code that tells the operator whether to retry.</summary>
    public int ExitCode => exitCode;
}
