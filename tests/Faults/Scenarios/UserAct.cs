using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>Something that a user or the cluster does once a condition holds.</summary>
/// <param name="When">Looks at the API server's objects alone, so that it holds at the same point of every run.</param>
/// <param name="Do">What happens.</param>
internal sealed record UserAct(Func<World, bool> When, Action<World> Do);
