using System.Text.Json.Nodes;
using GptOperator.Crds.Status;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>Jobs that are suspended and resumed.</summary>
internal static class SuspensionScenarios
{
    private static readonly PodScript Endless = new() { ExitCode = null };
    private static readonly Func<World, bool> IsSuspended = static world => Suspended(world) && !world.Pods.Any(When.MayRun);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("created_suspended_and_resumed")
        {
            Spec = new JsonObject { ["suspend"] = true },
            Acts = [new(IsSuspended, Resume)],
        },
        new("suspended_while_it_runs_and_resumed")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), Suspend), new(IsSuspended, Resume)],
        },
        new("suspended_before_its_pod_runs_and_resumed")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = new() { Unschedulable = TimeSpan.FromHours(1) } },
            Acts = [new(When.Reason(ConditionTypes.Progressing, "Unschedulable"), Suspend), new(IsSuspended, Resume)],
        },
        new("suspended_during_the_back_off_and_resumed")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = PodScript.Exits(75) },
            Acts = [new(When.Reason(ConditionTypes.Progressing, "BackOff"), Suspend), new(IsSuspended, Resume)],
        },
        new("suspended_and_resumed_at_once")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), Suspend), new(Suspended, Resume)],
        },
        new("suspended_twice")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = Endless, ["demo-pretrain-0-0"] = Endless },
            Acts =
            [
                new(When.PodRuns("demo-prepare-0-0"), Suspend),
                new(IsSuspended, Resume),
                new(When.PodRuns("demo-pretrain-0-0"), Suspend),
                new(IsSuspended, Resume),
            ],
        },
        new("suspended_for_good")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), Suspend)],
            Ends = IsSuspended,
        },
        new("deleted_while_suspended")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = Endless },
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), Suspend), new(IsSuspended, static world => world.DeleteJob())],
            Ends = When.JobGone,
        },
    ];

    private static bool Suspended(World world) =>
        world.Job?.Status?.Conditions?.Any(condition => condition is { Type: ConditionTypes.Suspended, Status: "True" }) == true;

    private static void Suspend(World world) => world.EditSpec(static spec => spec["suspend"] = true);

    private static void Resume(World world) => world.EditSpec(static spec => spec["suspend"] = false);
}
