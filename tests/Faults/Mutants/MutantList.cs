using System.Text.Json;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using k8s.Models;

namespace GptOperator.Faults.Mutants;

/// <summary>Operators with one deliberate bug each, put in from outside. A harness that lets one of them pass shows nothing.</summary>
internal static class MutantList
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("writes the status after the pods", "every_stage_succeeds")
        {
            Traits = new() { Plan = static (_, plan) => plan with { Writes = [.. plan.Writes.OrderBy(write => write is WriteStatus)] } },
        },
        new("gives pods names of chance", "every_stage_succeeds")
        {
            Traits = new() { Plan = static (_, plan) => plan with { Writes = [.. plan.Writes.Select(Renamed)] } },
        },
        new("has no check of ownership", "a_strangers_pod_has_the_name") { Traits = new() { Api = static context => new AdoptsStrangers(context) } },
        new("loses requeues", "pretraining_fails_once") { Traits = new() { Controller = static controller => new LosesRequeues(controller) } },
        new("trusts a stale cache", "every_stage_succeeds") { Traits = new() { Api = static context => new CachedReads(context) } },
        new("writes the status over any revision", "the_last_restart_fails") { Traits = new() { Api = static context => new UnconditionalStatus(context) } },
        new("creates pods for a job that is gone", "deleted_with_its_storage_after_the_end") { Traits = new() { Api = static context => new UnconfirmedRevisions(context) } },
        new("deletes by name alone", "deleted_and_created_again_while_it_runs") { Traits = new() { Api = static context => new UnconditionalDeletes(context) } },
        new("lets the pods of a suspended job run", "suspended_while_it_runs_and_resumed")
        {
            Traits = new() { Plan = static (_, plan) => plan with { Writes = [.. plan.Writes.Where(write => write is not DeletePod)] } },
        },
        new("counts no restart", "the_last_restart_fails")
        {
            Traits = new() { Plan = static (observed, plan) => plan with { Writes = [.. plan.Writes.Select(write => Uncounted(observed, write))] } },
        },
    ];

    private static PlannedWrite Renamed(PlannedWrite write)
    {
        if (write is not CreatePod { Pod: var pod })
            return write;
        var copy = JsonSerializer.Deserialize<V1Pod>(JsonSerializer.Serialize(pod, EntityJson.Options), EntityJson.Options)!;
        copy.Metadata.Name += $"-{Guid.NewGuid().ToString("n")[..5]}";
        return new CreatePod(copy);
    }

    private static PlannedWrite Uncounted(Observed observed, PlannedWrite write) =>
        write is WriteStatus { Status: var status } ? new WriteStatus(status with { Restarts = observed.Job.Status?.Restarts ?? 0 }) : write;
}
