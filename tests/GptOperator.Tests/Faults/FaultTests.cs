using GptOperator.Faults.Mutants;
using GptOperator.Faults.Runs;
using GptOperator.Faults.Scenarios;
using GptOperator.Faults.Sequences;
using GptOperator.Faults.Simulation;
using GptOperator.Local.ApiServer;

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

    /// <summary>The pod was created again under its name since.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    public void Pods_listed_as_they_were_when_one_had_ended_start_nothing_beside_the_one_that_runs(int revisions)
    {
        using var world = new World(new OperatorTraits(), new Dictionary<string, PodScript>());
        world.CreateJob([]);
        world.StartOperator(writesToLive: 3);
        world.Operator.WaitUntilIdle();
        StartPod(world);
        world.Kubelet.End(world.Pods.Single(), PodScript.Exits(75));
        world.Cluster.Delete("v1", "pods", "demo-prepare-0-0", gracePeriodSeconds: 0);
        Assert.True(world.Settle(), "the operator did not die of its third write");
        world.Settle();
        StartPod(world);

        world.StartOperator(lists: new OldLists(revisions, "pods"));
        world.Settle();

        Assert.Equal("demo-prepare-0-0", world.Pods.Single().Metadata().Text("name"));
        Assert.Equal(0, world.Job!.Status!.Restarts ?? 0);
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_deliberate_bug_is_noticed(string name) => Assert.NotNull(MutationCheck.Catch(MutantList.All.Single(mutant => mutant.Name == name)));

    private static void StartPod(World world)
    {
        while (world.Pods.Single().At("status", "phase").AsText() != "Running")
            Assert.True(world.Kubelet.Step());
    }

    private static ScenarioTrials Trials(string name) => new(ScenarioList.All.Single(scenario => scenario.Name == name), new OperatorTraits());
}
