using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>How trainers end by themselves.</summary>
internal static class RetryScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("every_stage_succeeds"),
        new("pretraining_fails_once") { Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = PodScript.Exits(75) } },
        new("preparing_and_pretraining_fail_in_turn")
        {
            Pods = new Dictionary<string, PodScript>
            {
                ["demo-prepare-0-0"] = PodScript.Exits(75),
                ["demo-prepare-1-0"] = PodScript.Exits(1),
                ["demo-pretrain-0-0"] = PodScript.Exits(139),
            },
        },
        new("the_last_restart_fails")
        {
            Spec = Retry(limit: 2),
            Pods = FailingPretraining(3, PodScript.Exits(75)),
        },
        new("no_restart_is_allowed") { Spec = Retry(limit: 0), Pods = FailingPretraining(1, PodScript.Exits(1)) },
        new("many_restarts_leave_only_the_newest_pods") { Spec = Retry(limit: 6), Pods = FailingPretraining(6, PodScript.Exits(75)) },
        new("the_job_is_wrong") { Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = PodScript.Exits(64) with { Message = """{"reason":"InvalidJob","message":"spec.model.heads is 3; use a divisor of 128."}""" } } },
        new("the_data_is_wrong") { Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = PodScript.Exits(65) } },
        new("training_diverges") { Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = PodScript.Exits(66) } },
        new("the_trainer_is_stopped_on_request") { Pods = FailingPretraining(2, PodScript.Exits(143)) },
        new("memory_runs_out") { Pods = FailingPretraining(1, PodScript.Exits(137) with { Reason = "OOMKilled" }) },
        new("the_trainer_is_killed") { Pods = FailingPretraining(1, PodScript.Exits(137)) },
    ];

    private static JsonObject Retry(int limit) => new() { ["retry"] = new JsonObject { ["limit"] = limit } };

    private static Dictionary<string, PodScript> FailingPretraining(int times, PodScript script) =>
        Enumerable.Range(0, times).ToDictionary(attempt => $"demo-pretrain-{attempt}-0", _ => script);
}
