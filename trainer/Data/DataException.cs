using GptOperator.Crds.Trainer;

namespace GptTrainer.Data;

/// <summary>
/// The job's data cannot be used. The message is one line for the job's owner: the field, its value and the mend.
/// </summary>
internal sealed class DataException(string message, bool passing = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code that tells the operator whether to retry.</summary>
    public int ExitCode => passing ? TrainerExitCode.TransientFault : TrainerExitCode.InvalidData;
}
