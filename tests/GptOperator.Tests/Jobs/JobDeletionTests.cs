using GptOperator.Kubernetes;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Jobs;

/// <summary>A job whose storage goes with it, deleted in every phase; no pod runs.</summary>
public sealed class JobDeletionTests(ApiServerFixture server) : IAsyncLifetime
{
    private const string WithStorage = """{"checkpoint":{"uri":"file:///store/demo","deletionPolicy":"Delete"}}""";

    public ValueTask InitializeAsync() => new(JobDefinition.InstallAsync(server));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string, string> Phases => new MatrixTheoryData<string, string>(
        ["Created", "Suspended", "Preparing", "Training", "BackingOff", "Succeeded", "Failed"],
        [nameof(Propagation.Background), nameof(Propagation.Foreground)]);

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Nothing_is_left_of_a_job_deleted_in_any_phase(string phase, string propagation)
    {
        using var scenario = await StartAsync(phase);
        var ran = phase is not ("Created" or "Suspended");

        await scenario.DeleteJobAsync(Enum.Parse<Propagation>(propagation));
        for (var round = 0; round < 40 && await scenario.ExistsAsync(); round++)
        {
            await scenario.ReconcileWithFinalizerAsync();
            if ((await scenario.PodsAsync()).Any(pod => pod.Metadata.Name == "demo-delete-0-0" && pod.Status.Phase == "Pending"))
                await scenario.EndPodAsync("demo-delete-0-0", exitCode: 0);
            await Task.Delay(50); // The garbage collector works beside.
        }

        Assert.False(await scenario.ExistsAsync());
        Assert.Equal(ran, scenario.Events.Reasons.Contains("StorageDeleted"));
        await JobDefinition.EventuallyAsync(async () => (await scenario.OwnedAsync()).Count == 0);
    }

    [Fact]
    public async Task A_storage_that_never_answers_holds_a_job_for_ten_minutes_and_no_longer()
    {
        using var scenario = await StartAsync("Training");
        await scenario.DeleteJobAsync(Propagation.Background);
        await scenario.ReconcileWithFinalizerAsync();
        await scenario.ReconcileWithFinalizerAsync();
        Assert.Contains("demo-delete-0-0", (await scenario.PodsAsync()).Select(pod => pod.Metadata.Name));

        scenario.Advance(TimeSpan.FromMinutes(9));
        await scenario.ReconcileWithFinalizerAsync();
        Assert.True(await scenario.ExistsAsync());
        scenario.Advance(TimeSpan.FromMinutes(2));
        await scenario.ReconcileWithFinalizerAsync();

        Assert.False(await scenario.ExistsAsync());
        Assert.Contains("StorageLeft", scenario.Events.Reasons);
        await JobDefinition.EventuallyAsync(async () => (await scenario.OwnedAsync()).Count == 0);
    }

    private async Task<JobScenario> StartAsync(string phase)
    {
        var scenario = await JobScenario.StartAsync(server, spec: WithStorage);
        if (phase == "Created")
            return scenario;
        if (phase == "Suspended")
            await scenario.PatchAsync("""{"suspend":true}""");
        await ReconcileAsync(scenario);
        if (phase is "Suspended" or "Preparing")
            return scenario;
        await scenario.EndPodAsync("demo-prepare-0-0", phase == "Failed" ? 65 : 0);
        await ReconcileAsync(scenario);
        if (phase is "BackingOff" or "Succeeded")
            await scenario.EndPodAsync("demo-pretrain-0-0", phase == "Succeeded" ? 0 : 75);
        await ReconcileAsync(scenario);
        return scenario;
    }

    private static async Task ReconcileAsync(JobScenario scenario)
    {
        await scenario.ReconcileWithFinalizerAsync();
        await scenario.ReconcileWithFinalizerAsync();
    }
}
