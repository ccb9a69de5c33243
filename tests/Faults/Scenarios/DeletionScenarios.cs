using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>Jobs that are deleted: nothing of theirs stays.</summary>
internal static class DeletionScenarios
{
    private static readonly PodScript Endless = new() { ExitCode = null };
    private static readonly Dictionary<string, PodScript> PretrainingFailsOnce = new() { ["demo-pretrain-0-0"] = PodScript.Exits(75) };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("deleted_before_anything_runs")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = new() { Unschedulable = TimeSpan.FromHours(1) } },
            Acts = [new(When.PodExists("demo-prepare-0-0"), Delete)],
            Ends = When.JobGone,
        },
        new("deleted_while_it_runs")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), Delete)],
            Ends = When.JobGone,
        },
        new("deleted_in_the_foreground_while_it_runs")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), static world => world.DeleteJob("Foreground"))],
            Ends = When.JobGone,
        },
        new("deleted_during_the_back_off")
        {
            Pods = PretrainingFailsOnce,
            Acts = [new(When.Reason("Progressing", "BackOff"), Delete)],
            Ends = When.JobGone,
        },
        new("deleted_between_the_stages")
        {
            Acts = [new(When.PodEnded("demo-prepare-0-0"), Delete)],
            Ends = When.JobGone,
        },
        new("deleted_after_the_end")
        {
            Acts = [new(When.JobFinished, Delete)],
            Ends = When.JobGone,
        },
        new("deleted_and_created_again_while_it_runs")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0#1"] = Endless },
            Acts = [new(When.PodRuns("demo-prepare-0-0"), Delete), new(When.JobGone, static world => world.CreateJob([]))],
        },
        new("deleted_with_its_pods_orphaned_and_created_again")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0#1"] = Endless },
            Acts =
            [
                new(When.PodRuns("demo-prepare-0-0"), static world => world.DeleteJob("Orphan")),
                new(When.JobGone, static world => world.CreateJob([])),
                new(When.Reason("Progressing", "NameTaken"), static world => world.Cluster.Delete("v1", "pods", "demo-prepare-0-0", gracePeriodSeconds: 0)),
                new(static _ => true, static world => world.Cluster.Delete("v1", "configmaps", "demo-spec-1")),
            ],
        },
        new("deleted_with_its_storage_while_it_runs")
        {
            Spec = WithStorage,
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), Delete)],
            Ends = When.JobGone,
        },
        new("deleted_with_its_storage_after_the_end")
        {
            Spec = WithStorage,
            Acts = [new(When.JobFinished, Delete)],
            Ends = When.JobGone,
        },
        new("deleted_with_its_storage_that_does_not_answer")
        {
            Spec = WithStorage,
            Pods = Enumerable.Range(0, 3).ToDictionary(attempt => $"demo-delete-{attempt}-0", _ => PodScript.Exits(75)),
            Acts = [new(When.JobFinished, Delete)],
            Ends = When.JobGone,
        },
    ];

    private static JsonObject WithStorage => new() { ["checkpoint"] = new JsonObject { ["uri"] = "file:///store/demo", ["deletionPolicy"] = "Delete" } };

    private static void Delete(World world) => world.DeleteJob();
}
