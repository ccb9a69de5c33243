using GptOperator.Crds.Trainer;

namespace GptTrainer.Storage;

/// <summary>
/// The store named in <c>spec.checkpoint.uri</c> cannot be used. The message is one line for the job's owner: the
/// field, its value and the mend. It never holds a credential.
/// </summary>
internal sealed class StorageException : Exception
{
    /// <param name="uri">The field's value, without query or user part.</param>
    /// <param name="fault">What is wrong and how to mend it, to follow the field and its value.</param>
    /// <param name="passing">Whether trying again later may help, the job unchanged.</param>
    /// <param name="inner">What the file system or the service said.</param>
    public StorageException(string uri, string fault, bool passing = false, Exception? inner = null)
        : base($"spec.checkpoint.uri '{uri}' {fault}", inner) => IsPassing = passing;

    /// <summary>True for faults of the moment (network, full disk); false where the job or its secrets must change.</summary>
    public bool IsPassing { get; }

    /// <summary>The exit code that tells the operator whether to retry.</summary>
    public int ExitCode => IsPassing ? TrainerExitCode.TransientFault : TrainerExitCode.InvalidJob;
}
