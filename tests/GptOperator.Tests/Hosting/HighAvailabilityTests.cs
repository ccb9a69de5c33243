using GptOperator.Tests.Jobs;
using GptOperator.Tests.Support;
using k8s;

namespace GptOperator.Tests.Hosting;

/// <summary>Whole operators on one API server, each on a way of its own that can be cut.</summary>
public sealed class HighAvailabilityTests(ApiServerFixture api) : IAsyncLifetime
{
    private const int Jobs = 8;
    private readonly WriteLog writes = new();
    private string ns = "";
    private Replica a = null!;
    private Replica b = null!;

    public async ValueTask InitializeAsync()
    {
        await JobDefinition.InstallAsync(api);
        ns = await api.NewNamespaceAsync();
        a = await Replica.StartAsync("a", ns, api.Http, writes);
        await a.Log.WaitForAsync("Leading");
        b = await Replica.StartAsync("b", ns, api.Http, writes);
        await b.Log.WaitForAsync("Standing by");
    }

    public async ValueTask DisposeAsync()
    {
        await a.DisposeAsync();
        await b.DisposeAsync();
    }

    [Fact]
    public async Task A_leader_cut_off_amid_its_work_is_followed_by_the_other_and_never_do_both_write()
    {
        await CreateJobsAsync("first");
        await UntilAsync(() => writes.Writes.Any(write => write.Method == HttpMethod.Post && write.Path.Contains("/pods", StringComparison.Ordinal)));
        await a.Gateway.CutAsync();
        await CreateJobsAsync("second");

        await b.Log.WaitForAsync("Leading");
        await PodsOfAsync("first");
        await PodsOfAsync("second");
        a.Gateway.Mend();
        await a.Log.WaitForAsync("Standing by");
        await b.StopAsync();
        await CreateJobsAsync("third");
        await PodsOfAsync("third");

        Assert.Empty(writes.Trespasses);
        Assert.Equal(["a", "b"], writes.Writes.Where(write => !write.IsOfLease).Select(write => write.Operator).Distinct().Order());
        Assert.Equal("a", writes.Writes.Last(write => !write.IsOfLease).Operator);
    }

    [Fact]
    public async Task An_outage_for_both_is_outlasted_and_ends_with_one_leader()
    {
        await a.Gateway.CutAsync();
        await b.Gateway.CutAsync();
        await a.Log.WaitForAsync("no longer leading");
        await CreateJobsAsync("meanwhile");

        a.Gateway.Mend();
        b.Gateway.Mend();
        await PodsOfAsync("meanwhile");

        Assert.Empty(writes.Trespasses);
    }

    [Fact]
    public async Task A_leader_that_stops_releases_its_lease_and_one_that_is_cut_off_stops_within_5_seconds_too()
    {
        await CreateJobsAsync("some");
        await PodsOfAsync("some");
        await a.StopAsync();
        await b.Log.WaitForAsync("Leading");

        await b.Gateway.CutAsync();
        await b.StopAsync();

        var release = writes.Writes.Last(write => write is { IsOfLease: true, Operator: "a" });
        Assert.DoesNotContain("holderIdentity\":\"", System.Text.Encoding.UTF8.GetString(release.Body), StringComparison.Ordinal);
        Assert.Empty(writes.Trespasses);
    }

    private Task CreateJobsAsync(string name) => Task.WhenAll(Enumerable.Range(0, Jobs).Select(i => api.CreateTrainingJobAsync(ns, $"{name}-{i}")));

    private Task PodsOfAsync(string name) => UntilAsync(async () =>
    {
        var pods = (await api.Client.CoreV1.ListNamespacedPodAsync(ns)).Items.Select(pod => pod.Metadata.Name).ToHashSet();
        return Enumerable.Range(0, Jobs).All(i => pods.Contains($"{name}-{i}-prepare-0-0"));
    });

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
