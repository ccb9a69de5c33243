using GptOperator.Faults.Mutants;
using GptOperator.Faults.Runs;
using GptOperator.Faults.Scenarios;
using GptOperator.Faults.Sequences;
using GptOperator.Faults.Simulation;

namespace GptOperator.Tests.Faults;

/// <summary>A selection of what <c>make faults</c> does in full.</summary>
public sealed class FaultTests
{
    private const int Sequences = 150;

    public static TheoryData<string> AllScenarios => [.. ScenarioList.All.Select(scenario => scenario.Name)];

    public static TheoryData<string> ShortScenarios =>
    [
        "pretraining_fails_once",
        "a_running_pod_is_deleted_by_hand",
        "a_strangers_pod_has_the_name",
        "the_spec_is_edited_during_the_back_off",
        "deleted_while_it_runs",
    ];

    public static TheoryData<string> Mutants => [.. MutantList.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(AllScenarios))]
    public void A_scenario_ends_the_same_way_each_time(string name) => Assert.Empty(Trials(name).Undisturbed());

    [Theory]
    [MemberData(nameof(ShortScenarios))]
    public void An_operator_killed_after_any_of_its_writes_is_followed_to_the_same_end(string name)
    {
        var trials = Trials(name);

        Assert.Empty(trials.Undisturbed());
        Assert.Empty(trials.Crashes());
        Assert.True(trials.Pairs >= 8, $"only {trials.Pairs} writes");
    }

    [Theory]
    [MemberData(nameof(ShortScenarios))]
    public void An_operator_that_sees_late_or_wrongly_neither_counts_nor_creates_otherwise(string name)
    {
        var trials = Trials(name);

        Assert.Empty(trials.Undisturbed());
        Assert.Empty(trials.StaleCaches());
        Assert.Empty(trials.CrashesIntoThePast());
    }

    [Fact]
    public void Whatever_happens_no_attempts_overlap_nothing_is_counted_twice_and_nothing_owned_survives() =>
        RandomSequences.Sample(Sequences, new OperatorTraits());

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_deliberate_bug_is_noticed(string name) => Assert.NotNull(MutationCheck.Catch(MutantList.All.Single(mutant => mutant.Name == name)));

    private static ScenarioTrials Trials(string name) => new(ScenarioList.All.Single(scenario => scenario.Name == name), new OperatorTraits());
}
