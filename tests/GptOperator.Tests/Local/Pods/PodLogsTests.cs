using System.Text;
using GptOperator.Local.ApiServer;
using GptOperator.Local.Pods;

namespace GptOperator.Tests.Local.Pods;

public sealed class PodLogsTests : IDisposable
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly string _folder = Directory.CreateTempSubdirectory("logs").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null, null, null, "one\ntwo\nthree\n")]
    [InlineData(2L, null, null, "two\nthree\n")]
    [InlineData(0L, null, null, "")]
    [InlineData(9L, null, null, "one\ntwo\nthree\n")]
    [InlineData(null, 1, null, "two\nthree\n")]
    [InlineData(null, 60, null, "")]
    [InlineData(1L, 1, null, "three\n")]
    [InlineData(null, null, 5L, "one\nt")]
    public async Task Logs_are_cut_as_asked(long? tail, int? sinceSeconds, long? limit, string expected)
    {
        Write(0, "one", "two", "three");
        var options = new PodLogOptions { TailLines = tail, Since = sinceSeconds is { } s ? Noon.AddSeconds(s) : null, LimitBytes = limit };
        Assert.Equal(expected, await Read(options));
    }

    [Fact]
    public async Task Times_are_those_of_writing()
    {
        Write(0, "one", "two");
        Assert.Equal("2030-01-01T12:00:00.000000000Z one\n2030-01-01T12:00:01.000000000Z two\n", await Read(new PodLogOptions { Timestamps = true }));
    }

    [Fact]
    public async Task The_run_before_is_kept_and_an_unknown_one_is_null()
    {
        Write(0, "old");
        Write(1, "new");
        Assert.Equal("new\n", await Read(new PodLogOptions()));
        Assert.Equal("old\n", await Read(new PodLogOptions(), previous: true));
        Assert.Null(await new PodLogs(_folder).OpenAsync("default", "p", "other", false, new PodLogOptions(), CancellationToken.None));
        Assert.Null(await new PodLogs(_folder).OpenAsync("default", "no", "main", false, new PodLogOptions(), CancellationToken.None));
    }

    [Fact]
    public async Task Following_goes_on_until_the_container_ends()
    {
        var stamper = Write(0, "one");
        using var stream = await new PodLogs(_folder).OpenAsync("default", "p", "main", false, new PodLogOptions { Follow = true }, CancellationToken.None);
        using var reader = new StreamReader(stream!);
        Assert.Equal("one", await reader.ReadLineAsync());
        var rest = reader.ReadToEndAsync();
        Assert.False(rest.IsCompleted);
        await File.AppendAllTextAsync(Files(0).Log, "two\n");
        stamper.End();

        Assert.Equal("two\n", await rest.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_quote_of_a_long_log_is_its_end()
    {
        Write(0, [.. Enumerable.Range(0, 100).Select(line => $"line {line}")]);
        Assert.StartsWith("line 20\n", LogTail.Quote(Files(0).Log), StringComparison.Ordinal);
        File.WriteAllText(Files(0).Log, new string('x', 5000));
        Assert.Equal(2048, LogTail.Quote(Files(0).Log).Length);
    }

    private ContainerFiles Files(int run) => new PodFolder(Path.Combine(_folder, "pods", "default_p_u")).Container("main", run);

    private LogStamper Write(int run, params string[] lines)
    {
        var files = Files(run);
        Directory.CreateDirectory(files.Folder);
        var stamper = new LogStamper(files);
        for (var i = 0; i < lines.Length; i++)
        {
            File.AppendAllText(files.Log, lines[i] + "\n", new UTF8Encoding(false));
            File.SetLastWriteTimeUtc(files.Log, Noon.AddSeconds(i));
            stamper.Stamp();
        }

        return stamper;
    }

    private async Task<string> Read(PodLogOptions options, bool previous = false)
    {
        using var stream = await new PodLogs(_folder).OpenAsync("default", "p", "main", previous, options, CancellationToken.None);
        using var reader = new StreamReader(stream!);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
