using GptOperator.Faults.Oracles;
using GptOperator.Faults.Scenarios;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Runs;

/// <summary>Plays one scenario to its end.</summary>
internal static class ScenarioRun
{
    private const int MostSteps = 800;

    /// <summary>After the end the clock goes on this often, so that whatever is still to come comes.</summary>
    private const int StepsAfterTheEnd = 25;

    /// <summary>Of one wait without a timer that anyone set: for acts that wait for a time.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <param name="scenario">what happens</param>
    /// <param name="traits">the operator</param>
    /// <param name="delivery">when its caches see what happens</param>
    /// <param name="writesToLive">after how many writes it is killed and started again</param>
    /// <param name="lists">what the caches of the next one begin with; null for the present</param>
    /// <exception cref="HarnessException">An invariant did not hold, or the scenario did not come to its end.</exception>
    public static RunResult Play(Scenario scenario, OperatorTraits traits, IDelivery delivery, int writesToLive = int.MaxValue, OldLists? lists = null)
    {
        using var world = new World(traits, scenario.Pods) { ListsAfterDeath = lists };
        scenario.Before(world);
        world.CreateJob(scenario.Spec);
        world.StartOperator(writesToLive);
        var acts = new Queue<UserAct>(scenario.Acts);
        var late = 0;
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (world.Settle()
                || Deliver(world, delivery, quiet: false)
                || Act(world, acts)
                || world.Kubelet.Step()
                || world.AskForProgress()
                || Deliver(world, delivery, quiet: true))
            {
                continue;
            }

            if (acts.Count == 0 && scenario.Ends(world) && (++late > StepsAfterTheEnd || world.NextDue is null))
                return new RunResult(world.Writes + world.Operator.Life.Writes, FinalState.Of(world.Cluster), FinalState.OutcomeOf(world.Cluster));
            if (world.NextDue is null && acts.Count == 0)
                throw new HarnessException($"nothing moves any more, and the scenario has not come to its end:\n{FinalState.StoryOf(world)}");
            var now = world.Cluster.Time.GetUtcNow();
            world.Cluster.Time.AdvanceTo(world.NextDue is { } due && due < now + LongestWait ? due : now + LongestWait);
        }
        throw new HarnessException($"the scenario does not come to its end:\n{FinalState.StoryOf(world)}");
    }

    private static bool Deliver(World world, IDelivery delivery, bool quiet) => world.Operator.Deliver(feeds => delivery.Deliver(feeds, quiet));

    private static bool Act(World world, Queue<UserAct> acts)
    {
        if (!acts.TryPeek(out var next) || !next.When(world))
            return false;
        acts.Dequeue();
        next.Do(world);
        return true;
    }
}
