using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GptOperator.Local.Pods;

/// <summary>
/// Starts a container's process with posix_spawn(3): a session of its own (so that one kill reaches the whole group and
/// a terminal's Ctrl-C does not), an exact environment, and a file as output. .NET's Process class offers none of these.
/// <para>
/// A file instead of a pipe, because a pipe dies with the runner: the process would be killed by its next line. With a
/// file a crash of the host process costs nothing; the next start finds the process again by its identity. That is why
/// there is no parent-death signal either, which the kernel ties to the thread, not the process, that did the spawning.
/// </para>
/// </summary>
internal sealed unsafe class UnixProcessLauncher : IProcessLauncher
{
    private const int BrokenPipe = 13; // SIGPIPE, which the runtime ignores and children would inherit as ignored

    public IContainerProcess Start(LaunchRequest request)
    {
        if (!Directory.Exists(request.WorkingDirectory))
            throw new ProcessStartException("ContainerCannotRun", $"workingDir {request.WorkingDirectory} does not exist on this machine; create it or change workingDir");

        var program = ExecutableFinder.Find(request.Command[0], request.WorkingDirectory, request.Environment.GetValueOrDefault("PATH"));
        using var input = File.OpenHandle("/dev/null");
        using var output = File.OpenHandle(request.OutputPath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var pid = Spawn(program, request, input, output);
        return new ChildProcess(ProcessTable.Identify(pid) ?? new ProcessIdentity(pid, ""));
    }

    public IContainerProcess? Find(ProcessIdentity identity) =>
        ProcessTable.Identify(identity.Pid) == identity ? new AdoptedProcess(identity) : null;

    private static int Spawn(string program, LaunchRequest request, SafeFileHandle input, SafeFileHandle output)
    {
        var actions = stackalloc byte[Posix.OpaqueSize];
        var attributes = stackalloc byte[Posix.OpaqueSize];
        Check(Posix.InitFileActions(actions), program);
        Check(Posix.InitAttributes(attributes), program);
        using var argv = new NativeStrings(request.Command);
        using var envp = new NativeStrings(request.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        try
        {
            Check(Posix.AddDuplicate(actions, (int)input.DangerousGetHandle(), 0), program);
            Check(Posix.AddDuplicate(actions, (int)output.DangerousGetHandle(), 1), program);
            Check(Posix.AddDuplicate(actions, (int)output.DangerousGetHandle(), 2), program);
            Check(Posix.AddChangeDirectory(actions, request.WorkingDirectory), program);
            ResetSignals(attributes, program);
            Check(Posix.Spawn(out var pid, program, actions, attributes, argv.Pointer, envp.Pointer), program);
            return pid;
        }
        finally
        {
            _ = Posix.DestroyAttributes(attributes);
            _ = Posix.DestroyFileActions(actions);
        }
    }

    private static void ResetSignals(void* attributes, string program)
    {
        var set = stackalloc byte[Posix.OpaqueSize];
        _ = Posix.EmptySet(set);
        Check(Posix.SetMask(attributes, set), program);
        _ = Posix.AddToSet(set, BrokenPipe);
        Check(Posix.SetDefaultSignals(attributes, set), program);
        Check(Posix.SetFlags(attributes, (short)(Posix.NewSession | Posix.SetSignalDefaults | Posix.SetSignalMask)), program);
    }

    private static void Check(int error, string program)
    {
        if (error != 0)
            throw new ProcessStartException("StartError", $"failed to start container: exec: \"{program}\": {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
