using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;
using GptOperator.Crds.Status;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Jobs;

/// <summary>The controller against an API server: the local one, or the one of GPTOPERATOR_TEST_KUBECONFIG. No pod runs.</summary>
public sealed class GptTrainingJobControllerTests(ApiServerFixture server) : IAsyncLifetime
{
    private static readonly Dictionary<string, int> AllSucceed = [];
    private static readonly Dictionary<string, int> PretrainFailsOnce = new() { ["demo-pretrain-0-0"] = 75 };

    public async ValueTask InitializeAsync()
    {
        const string Path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gpttrainingjobs.gptoperator.io";
        var (code, answer) = await server.Http.SendJsonAsync(
            HttpMethod.Patch, $"{Path}?fieldManager=test&force=true", CrdGenerator.Generate(), "application/apply-patch+yaml");
        Assert.True(code is HttpStatusCode.OK or HttpStatusCode.Created, answer["message"]?.ToString());
        await Eventually(async () => (await server.Http.SendJsonAsync(HttpMethod.Get, Path)).Body["status"]?["conditions"]?.AsArray()
            .Any(condition => condition is JsonObject { } fields && fields["type"]?.ToString() == "Established" && fields["status"]?.ToString() == "True") == true);
    }

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

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
            await Task.Delay(50, limit.Token);
    }
}
