using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Mutants;

/// <param name="Name">What it does wrong.</param>
/// <param name="Scenario">In which scenario that shows.</param>
internal sealed record Mutant(string Name, string Scenario)
{
    public required OperatorTraits Traits { get; init; }

    public override string ToString() => Name;
}
