using GptOperator.Faults.Runs;
using GptOperator.Faults.Scenarios;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Mutants;

/// <summary>Whether the harness notices a bug.</summary>
internal static class MutationCheck
{
    /// <returns>The first thing that was noticed; null for nothing.</returns>
    public static Failure? Catch(Mutant mutant)
    {
        var scenario = ScenarioList.All.Single(other => other.Name == mutant.Scenario);
        var trials = new ScenarioTrials(scenario, mutant.Traits, ScenarioRun.Play(scenario, new OperatorTraits(), Deliveries.AtOnce));
        return trials.Undisturbed().Concat(trials.StaleCaches()).Concat(trials.CrashesIntoThePast()).Concat(trials.Crashes()).FirstOrDefault();
    }
}
