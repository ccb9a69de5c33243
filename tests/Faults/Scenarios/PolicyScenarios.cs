using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>What a spec says of retries, deadlines and what stays after the end.</summary>
internal static class PolicyScenarios
{
    private static readonly PodScript Endless = new() { ExitCode = null };
    private static readonly PodScript Hangs = new() { ExitCode = null, RunsFor = TimeSpan.FromMinutes(3), MovesFor = TimeSpan.FromSeconds(30) };
    private static readonly PodScript NeverScheduled = new() { Unschedulable = TimeSpan.FromDays(1) };
    private static readonly Dictionary<string, PodScript> PretrainingFailsOnce = new() { ["demo-pretrain-0-0"] = PodScript.Exits(75) };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("a_rule_fails_at_once") { Spec = Rule("""{"exitCodes":[75],"action":"Fail"}"""), Pods = PretrainingFailsOnce },
        new("a_rule_spares_the_budget")
        {
            Spec = Rule("""{"exitCodes":[75],"action":"RestartWithoutCounting"}""", limit: 0),
            Pods = PretrainingFailsOnce,
        },
        new("a_rule_restarts_what_would_fail")
        {
            Spec = Rule("""{"reasons":["Diverged"],"stages":["pretrain"],"action":"Restart"}"""),
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = PodScript.Exits(66) },
        },
        new("the_jobs_deadline_passes_while_it_runs")
        {
            Spec = new JsonObject { ["activeDeadlineSeconds"] = 300 },
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
        },
        new("the_jobs_deadline_passes_before_it_runs")
        {
            Spec = new JsonObject { ["activeDeadlineSeconds"] = 300 },
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = NeverScheduled },
        },
        new("no_node_has_room_in_time")
        {
            Spec = new JsonObject { ["pendingDeadlineSeconds"] = 300 },
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = NeverScheduled },
        },
        new("the_image_is_not_there_in_time")
        {
            Spec = new JsonObject { ["pendingDeadlineSeconds"] = 300, ["retry"] = new JsonObject { ["limit"] = 1 } },
            Pods = new Dictionary<string, PodScript>
            {
                ["demo-pretrain-0-0"] = new() { ImageMissing = TimeSpan.FromDays(1) },
                ["demo-pretrain-1-0"] = new() { ImageMissing = TimeSpan.FromDays(1) },
            },
        },
        new("a_trainer_hangs_and_the_next_does_not")
        {
            Spec = new JsonObject { ["hangTimeout"] = "2m" },
            Pods = new Dictionary<string, PodScript>
            {
                ["demo-pretrain-0-0"] = Hangs,
                ["demo-pretrain-1-0"] = new() { RunsFor = TimeSpan.FromMinutes(3), MovesFor = TimeSpan.FromMinutes(3) },
            },
        },
        new("every_trainer_hangs")
        {
            Spec = new JsonObject { ["hangTimeout"] = "1m", ["retry"] = new JsonObject { ["limit"] = 1 } },
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Hangs, ["demo-pretrain-1-0"] = Hangs },
        },
        new("a_trainer_that_does_not_answer_is_let_be")
        {
            Spec = new JsonObject { ["hangTimeout"] = "1m" },
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = new() { RunsFor = TimeSpan.FromMinutes(10) } },
        },
        new("a_job_goes_some_time_after_its_success")
        {
            Spec = new JsonObject { ["ttlSecondsAfterFinished"] = new JsonObject { ["succeeded"] = 600 } },
            Ends = When.JobGone,
        },
        new("a_job_goes_some_time_after_its_failure")
        {
            Spec = new JsonObject { ["ttlSecondsAfterFinished"] = new JsonObject { ["failed"] = 600 } },
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = PodScript.Exits(64) },
            Ends = When.JobGone,
        },
        new("all_pods_go_after_the_end")
        {
            Spec = new JsonObject { ["cleanPodPolicy"] = "All" },
            Pods = PretrainingFailsOnce,
            Ends = static world => When.JobFinished(world) && !world.Pods.Any(),
        },
        new("another_controller_has_the_job")
        {
            Spec = new JsonObject { ["managedBy"] = "kueue.x-k8s.io/multikueue" },
            Ends = static _ => true,
        },
    ];

    private static JsonObject Rule(string rule, int limit = 3) => new()
    {
        ["retry"] = new JsonObject { ["limit"] = limit, ["rules"] = new JsonArray(JsonNode.Parse(rule)) },
    };
}
