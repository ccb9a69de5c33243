using System.Runtime.InteropServices;
using GptTrainer.Native;

namespace GptTrainer.Tests.Native;

public sealed class ThreadWaitingTests
{
    [Fact]
    public void Native_code_sees_the_limit_and_a_choice_made_before_stays()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("OpenMP's waiting is set on Linux only.");
        ThreadWaiting.Limit();
        Assert.Equal("5000", Read());
        Write("77");
        ThreadWaiting.Limit();
        Assert.Equal("77", Read());
    }

    private static string? Read() => Marshal.PtrToStringUTF8(GetEnvironment(ThreadWaiting.SpinCount));

    private static void Write(string value) => _ = SetEnvironment(ThreadWaiting.SpinCount, value, 1);

    [DllImport("libc", EntryPoint = "getenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern IntPtr GetEnvironment(string name);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
