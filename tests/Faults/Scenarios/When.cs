using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;
using GptOperator.Local.ApiServer;

namespace GptOperator.Faults.Scenarios;

/// <summary>Conditions of acts.</summary>
internal static class When
{
    public static Func<World, bool> PodExists(string name) => world => world.Pod(name) is not null;

    public static Func<World, bool> PodRuns(string name) => world => PhaseOf(world, name) == "Running";

    public static Func<World, bool> PodEnded(string name) => world => PhaseOf(world, name) is "Succeeded" or "Failed";

    public static Func<World, bool> JobFinished { get; } = world => world.Job?.Status?.CompletionTime is not null;

    public static Func<World, bool> JobGone { get; } = world => world.Job is null;

    /// <summary>The reason of a condition of the job.</summary>
    public static Func<World, bool> Reason(string condition, string reason) => world =>
        world.Job?.Status?.Conditions?.Any(other => other.Type == condition && other.Reason == reason) == true;

    /// <summary>Whether a pod's containers may still run.</summary>
    public static bool MayRun(JsonObject pod) => pod.At("status", "phase").AsText() is not ("Succeeded" or "Failed");

    private static string? PhaseOf(World world, string name) => world.Pod(name).At("status", "phase").AsText();
}
