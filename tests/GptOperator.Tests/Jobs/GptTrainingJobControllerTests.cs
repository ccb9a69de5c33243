using GptOperator.Crds.Status;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Jobs;

/// <summary>The controller against an API server: the local one, or the one of GPTOPERATOR_TEST_KUBECONFIG. No pod runs.</summary>
public sealed class GptTrainingJobControllerTests(ApiServerFixture server) : IAsyncLifetime
{
    private static readonly Dictionary<string, int> AllSucceed = [];
    private static readonly Dictionary<string, int> PretrainFailsOnce = new() { ["demo-pretrain-0-0"] = 75 };

    public ValueTask InitializeAsync() => new(JobDefinition.InstallAsync(server));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_job_goes_through_its_stages_to_success()
    {
        using var scenario = await JobScenario.StartAsync(server);

        await scenario.RunToTheEndAsync(AllSucceed);

        var status = (await scenario.JobAsync()).Status!;
        Assert.Equal((JobPhase.Succeeded, 0), (status.Phase!.Value, status.Restarts!.Value));
        Assert.Equal(["demo-prepare-0-0", "demo-pretrain-0-0"], (await scenario.PodsAsync()).Select(pod => pod.Metadata.Name));
        Assert.Equal(["StageStarted", "StageSucceeded", "StageStarted", "StageSucceeded", "Succeeded"], scenario.Events.Reasons);
    }

    [Fact]
    public async Task A_failed_attempt_is_counted_and_followed_by_one_that_succeeds()
    {
        using var scenario = await JobScenario.StartAsync(server);

        await scenario.RunToTheEndAsync(PretrainFailsOnce);

        var status = (await scenario.JobAsync()).Status!;
        Assert.Equal((JobPhase.Succeeded, 1), (status.Phase!.Value, status.Restarts!.Value));
        Assert.Contains("Restarting", scenario.Events.Reasons);
        Assert.Equal(["demo-prepare-0-0", "demo-pretrain-0-0", "demo-pretrain-1-0"], (await scenario.PodsAsync()).Select(pod => pod.Metadata.Name));
    }

    [Fact]
    public async Task An_unchanged_job_causes_no_writes()
    {
        using var scenario = await JobScenario.StartAsync(server);
        await scenario.RunToTheEndAsync(AllSucceed);
        var writes = scenario.Writes;

        await scenario.ReconcileAsync();

        Assert.Equal(writes, scenario.Writes);
    }

    [Fact]
    public async Task An_operator_killed_after_any_of_its_writes_is_followed_to_the_same_end()
    {
        using var undisturbed = await JobScenario.StartAsync(server);
        await undisturbed.RunToTheEndAsync(PretrainFailsOnce);
        var expected = await undisturbed.FinalStateAsync();
        Assert.True(undisturbed.Writes >= 8, $"only {undisturbed.Writes} writes");

        for (var writes = 0; writes < undisturbed.Writes; writes++)
        {
            using var scenario = await JobScenario.StartAsync(server, writes);
            await scenario.RunToTheEndAsync(PretrainFailsOnce);
            Assert.Equal(expected, await scenario.FinalStateAsync());
        }
    }

    [Fact]
    public async Task A_job_created_suspended_starts_when_it_is_resumed_and_its_clock_with_it()
    {
        using var scenario = await JobScenario.StartAsync(server, spec: """{"suspend":true,"activeDeadlineSeconds":60}""");
        await scenario.ReconcileAsync();
        scenario.Advance(TimeSpan.FromHours(1));
        await scenario.ReconcileAsync();
        Assert.Empty(await scenario.PodsAsync());
        Assert.Equal((JobPhase.Suspended, null), ((await scenario.JobAsync()).Status!.Phase!.Value, (await scenario.JobAsync()).Status!.StartTime));

        await scenario.PatchAsync("""{"suspend":false}""");
        await scenario.ReconcileAsync();
        Assert.Equal(["demo-prepare-0-0"], (await scenario.PodsAsync()).Select(pod => pod.Metadata.Name));
        scenario.Advance(TimeSpan.FromSeconds(61));
        await scenario.ReconcileAsync();

        var status = (await scenario.JobAsync()).Status!;
        Assert.Equal((JobPhase.Failed, "DeadlineExceeded"), (status.Phase!.Value, status.Attempts!.Single().Reason));
    }

    [Fact]
    public async Task A_job_suspended_and_resumed_at_once_never_runs_two_attempts()
    {
        using var scenario = await JobScenario.StartAsync(server);
        await scenario.ReconcileAsync();
        await scenario.PatchAsync("""{"suspend":true}""");
        await scenario.ReconcileAsync();
        await scenario.PatchAsync("""{"suspend":false}""");

        await scenario.RunToTheEndAsync(AllSucceed);

        var status = (await scenario.JobAsync()).Status!;
        Assert.Equal((JobPhase.Succeeded, 0, 1), (status.Phase!.Value, status.Restarts!.Value, status.Stages![0].Attempt));
        Assert.Equal(["StageStarted", "Suspended", "Resumed"], scenario.Events.Reasons.Take(3));
    }

    [Fact]
    public async Task A_job_whose_time_to_live_is_over_deletes_itself()
    {
        using var scenario = await JobScenario.StartAsync(server, spec: """{"ttlSecondsAfterFinished":{"succeeded":3600}}""");
        await scenario.RunToTheEndAsync(AllSucceed);
        await scenario.ReconcileAsync();
        Assert.True(await scenario.ExistsAsync());

        scenario.Advance(TimeSpan.FromHours(1));
        await scenario.ReconcileAsync();

        Assert.False(await scenario.ExistsAsync());
    }

    [Fact]
    public async Task A_job_of_another_controller_is_never_written()
    {
        using var scenario = await JobScenario.StartAsync(server, spec: """{"managedBy":"kueue.x-k8s.io/multikueue"}""");

        await scenario.ReconcileAsync();

        Assert.Equal((0, null), (scenario.Writes, (await scenario.JobAsync()).Status));
    }

    [Fact]
    public async Task A_strangers_pod_under_the_jobs_name_is_left_alone_until_it_goes()
    {
        using var scenario = await JobScenario.StartAsync(server);
        await scenario.CreateStrangerAsync("demo-prepare-0-0");

        await scenario.ReconcileAsync();
        var revision = (await scenario.JobAsync()).Metadata.ResourceVersion;
        await scenario.ReconcileAsync();

        var job = await scenario.JobAsync();
        Assert.Equal(revision, job.Metadata.ResourceVersion);
        Assert.Contains(job.Status!.Conditions!, condition => condition is { Type: ConditionTypes.Progressing, Status: "False", Reason: "NameTaken" });
        Assert.Null((await scenario.PodsAsync()).Single().Metadata.OwnerReferences);
        await scenario.DeletePodAsync("demo-prepare-0-0");
        await scenario.RunToTheEndAsync(AllSucceed);
        Assert.Equal(JobPhase.Succeeded, (await scenario.JobAsync()).Status!.Phase);
    }

    [Fact]
    public async Task A_deleted_pod_is_replaced_by_the_next_attempt_without_counting()
    {
        using var scenario = await JobScenario.StartAsync(server);
        await scenario.ReconcileAsync();
        await scenario.ReconcileAsync();
        await scenario.DeletePodAsync("demo-prepare-0-0");

        await scenario.RunToTheEndAsync(AllSucceed);

        var status = (await scenario.JobAsync()).Status!;
        Assert.Equal((JobPhase.Succeeded, 0, 1), (status.Phase!.Value, status.Restarts!.Value, status.Stages![0].Attempt));
    }
}
