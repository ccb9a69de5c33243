using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>One job's life, told without saying what the operator does.</summary>
/// <param name="Name">A sentence in snake case.</param>
internal sealed record Scenario(string Name)
{
    /// <summary>Laid over a plain job named demo.</summary>
    public JsonObject Spec { get; init; } = [];

    /// <summary>What is there before the job.</summary>
    public Action<World> Before { get; init; } = static _ => { };

    /// <summary>By pod name; what is not named here succeeds.</summary>
    public IReadOnlyDictionary<string, PodScript> Pods { get; init; } = new Dictionary<string, PodScript>();

    /// <summary>Done in order, each when its time has come.</summary>
    public IReadOnlyList<UserAct> Acts { get; init; } = [];

    /// <summary>Whether it has come to its end, all acts done.</summary>
    public Func<World, bool> Ends { get; init; } = static world => world.Job is null || world.Job.Status?.CompletionTime is not null;

    public override string ToString() => Name;
}
