using GptOperator.Faults.Simulation;
using GptOperator.Local.ApiServer;

namespace GptOperator.Faults.Scenarios;

/// <summary>What users change while a job runs.</summary>
internal static class EditScenarios
{
    private static readonly Dictionary<string, PodScript> PretrainingFailsOnce = new() { ["demo-pretrain-0-0"] = PodScript.Exits(75) };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("the_retry_limit_is_raised_while_an_attempt_runs")
        {
            Pods = PretrainingFailsOnce,
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), static world => SetLimit(world, 9))],
        },
        new("the_retry_limit_is_lowered_below_what_was_used")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = PodScript.Exits(75), ["demo-pretrain-1-0"] = PodScript.Exits(75) },
            Acts = [new(When.PodRuns("demo-pretrain-1-0"), static world => SetLimit(world, 0))],
        },
        new("the_spec_is_edited_during_the_back_off")
        {
            Pods = PretrainingFailsOnce,
            Acts = [new(When.Reason("Progressing", "BackOff"), static world => SetLimit(world, 9))],
        },
        new("the_spec_is_edited_between_the_stages")
        {
            Acts = [new(When.PodEnded("demo-prepare-0-0"), static world => SetLimit(world, 9))],
        },
        new("the_spec_is_edited_after_the_end")
        {
            Acts = [new(When.JobFinished, static world => SetLimit(world, 9))],
        },
        new("labels_are_changed")
        {
            Acts = [new(When.PodRuns("demo-prepare-0-0"), static world => world.EditJob(static job => job.Metadata().Child("labels")["team"] = "red"))],
        },
        new("the_status_is_cleared_by_hand")
        {
            Pods = PretrainingFailsOnce,
            Acts = [new(When.PodRuns("demo-pretrain-1-0"), static world => world.EditJob(static job => job.Remove("status"), "status"))],
        },
    ];

    private static void SetLimit(World world, int limit) => world.EditSpec(spec => spec.Child("retry")["limit"] = limit);
}
