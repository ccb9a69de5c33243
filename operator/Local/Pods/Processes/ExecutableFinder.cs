namespace GptOperator.Local.Pods;

/// <summary>Finds a program as execvp(3) would in the container's environment, not in the runner's.</summary>
internal static class ExecutableFinder
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="ProcessStartException">The program does not exist or is not executable.</exception>
    public static string Find(string program, string workingDirectory, string? searchPath)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(program, workingDirectory);
            if (!File.Exists(path))
                throw Failure(program, "no such file or directory");
            return IsExecutable(path) ? path : throw Failure(program, "permission denied");
        }

        var folders = (searchPath ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw Failure(program, "executable file not found in $PATH");
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0;

    private static ProcessStartException Failure(string program, string cause) =>
        new("StartError", $"failed to start container: exec: \"{program}\": {cause}");
}
