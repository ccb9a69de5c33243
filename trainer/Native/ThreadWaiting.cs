using System.Runtime.InteropServices;

namespace GptTrainer.Native;

/// <summary>
/// How long libtorch's threads spin at the end of a parallel loop before they sleep. OpenMP's default, about a
/// millisecond, makes a step ten times slower as soon as anything else wants the same cores: a thread spins away the
/// very time slice that the one it waits for needs. A few microseconds still bridge the gap to the next loop.
/// </summary>
internal static partial class ThreadWaiting
{
    public const string SpinCount = "GOMP_SPINCOUNT";
    private const string Policy = "OMP_WAIT_POLICY";

    /// <summary>Sets the limit unless the environment has a choice of its own. Must come before libtorch is loaded, which reads it once.</summary>
    public static void Limit()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Policy) is not null) return;
        // .NET keeps an environment of its own; native code sees only the C library's.
        _ = SetEnvironment(SpinCount, "5000", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
