using System.Diagnostics;
using GptOperator.Local.Pods;

namespace GptOperator.Tests.Local.Pods;

public sealed class UnixProcessLauncherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("launcher").FullName;
    private readonly UnixProcessLauncher _launcher = new();

    private string Output => File.ReadAllText(OutputPath);

    private string OutputPath => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 66", 66)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -SEGV $$", 139)]
    public async Task Exit_codes_and_signals_are_told_as_a_shell_tells_them(string script, int code) =>
        Assert.Equal(code, (await Shell(script).Exited.WaitAsync(Patience)).Code);

    [Fact]
    public async Task Both_streams_reach_one_file_in_the_order_of_writing()
    {
        await Shell("echo one; echo two >&2; echo three").Exited.WaitAsync(Patience);
        Assert.Equal("one\ntwo\nthree\n", Output);
    }

    [Fact]
    public async Task The_environment_is_exactly_what_was_asked_for()
    {
        var process = _launcher.Start(Request("/usr/bin/env") with { Environment = new Dictionary<string, string> { ["A"] = "ä =b" } });
        await process.Exited.WaitAsync(Patience);
        Assert.Equal("A=ä =b\n", Output);
    }

    [Fact]
    public async Task Signals_reach_the_whole_group()
    {
        var process = Shell("trap 'wait; exit 7' TERM; (trap 'echo child; exit 0' TERM; echo ready; sleep 60 & wait) & wait");
        await Until(() => Output.Contains("ready", StringComparison.Ordinal));
        process.Signal(ProcessSignal.Terminate);

        Assert.Equal(7, (await process.Exited.WaitAsync(Patience)).Code);
        Assert.Contains("child", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_process_leaves_behind_ends_with_it()
    {
        await Shell("sleep 300 & echo $!").Exited.WaitAsync(Patience);
        var left = int.Parse(Output);
        await Until(() => ProcessTable.Identify(left) is null);
    }

    [Fact]
    public async Task A_running_process_is_found_again_by_its_identity_only()
    {
        var process = Shell("sleep 300");
        Assert.Null(_launcher.Find(process.Identity with { Start = process.Identity.Start + "0" }));
        var found = _launcher.Find(process.Identity)!;
        found.Signal(ProcessSignal.Kill);

        Assert.Null((await found.Exited.WaitAsync(Patience)).Code);
        Assert.Equal(137, (await process.Exited.WaitAsync(Patience)).Code);
        Assert.Null(_launcher.Find(process.Identity));
    }

    [Fact]
    public async Task Children_of_the_process_class_keep_their_exit_codes_and_so_do_ours()
    {
        var ours = Enumerable.Range(0, 20).Select(code => (code, Shell($"sleep 0.0{code % 7}; exit {code}"))).ToList();
        var theirs = Enumerable.Range(0, 20).Select(code => (code, Process.Start("/bin/sh", ["-c", $"sleep 0.0{code % 5}; exit {code}"]))).ToList();
        foreach (var (code, process) in ours)
            Assert.Equal(code, (await process.Exited.WaitAsync(Patience)).Code);
        foreach (var (code, process) in theirs)
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(code, process.ExitCode);
            process.Dispose();
        }
    }

    [Theory]
    [InlineData("no-such-program", "exec: \"no-such-program\": executable file not found in $PATH")]
    [InlineData("/no/such", "exec: \"/no/such\": no such file or directory")]
    [InlineData("/etc/passwd", "exec: \"/etc/passwd\": permission denied")]
    public void A_program_that_cannot_run_is_named(string program, string cause)
    {
        var failure = Assert.Throws<ProcessStartException>(() => _launcher.Start(Request(program)));
        Assert.Equal(("StartError", $"failed to start container: {cause}"), (failure.Reason, failure.Message));
    }

    [Fact]
    public void A_missing_working_directory_is_named()
    {
        var failure = Assert.Throws<ProcessStartException>(() => _launcher.Start(Request("true") with { WorkingDirectory = "/no/such" }));
        Assert.Equal("ContainerCannotRun", failure.Reason);
    }

    [Fact]
    public async Task Memory_counts_the_whole_tree()
    {
        var process = Shell("(awk 'BEGIN { s = \"x\"; while (length(s) < 20000000) s = s s; system(\"echo ready; sleep 60\") }') & wait");
        await Until(() => Output.Contains("ready", StringComparison.Ordinal));
        Assert.InRange(process.MemoryBytes(), 20_000_000, 500_000_000);
        process.Signal(ProcessSignal.Kill);
        await process.Exited.WaitAsync(Patience);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!holds())
            await Task.Delay(20, limit.Token);
    }

    private IContainerProcess Shell(string script) => _launcher.Start(Request("/bin/sh", "-c", script));

    private LaunchRequest Request(params string[] command) => new()
    {
        Command = command,
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" },
        WorkingDirectory = _folder,
        OutputPath = OutputPath,
    };
}
