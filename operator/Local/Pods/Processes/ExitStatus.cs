namespace GptOperator.Local.Pods;

/// <param name="Code">The exit code, 128 + the signal's number for a killed process, or null when nobody saw the end.</param>
/// <param name="Signal">The signal that killed the process, if one did.</param>
internal readonly record struct ExitStatus(int? Code, int? Signal = null)
{
    /// <param name="status">The status word of waitpid(2).</param>
    public static ExitStatus FromWaitStatus(int status)
    {
        var signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff) : new ExitStatus(128 + signal, signal);
    }
}
