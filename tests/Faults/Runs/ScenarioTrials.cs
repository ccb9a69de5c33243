using GptOperator.Faults.Scenarios;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Runs;

/// <summary>One scenario, undisturbed and then disturbed in every way, each compared with the first.</summary>
/// <param name="scenario">what happens</param>
/// <param name="traits">the operator</param>
/// <param name="expected">what it should come to; null for what it comes to undisturbed</param>
internal sealed class ScenarioTrials(Scenario scenario, OperatorTraits traits, RunResult? expected = null)
{
    /// <summary>Of the lists that a new operator starts on, in revisions: up to so old.</summary>
    private const int OldestList = 8;

    /// <summary>What all runs are compared with, once the first is done.</summary>
    private RunResult? _undisturbed = expected;

    public int Pairs { get; private set; }

    public int StaleRuns { get; private set; }

    /// <summary>The run that all others are compared with, and the same a second time: an operator that does not even repeat itself needs no fault.</summary>
    public IEnumerable<Failure> Undisturbed()
    {
        var failures = new List<Failure>();
        _undisturbed ??= Try("undisturbed", failures, () => ScenarioRun.Play(scenario, traits, Deliveries.AtOnce));
        if (_undisturbed is not null)
            Compare("undisturbed, again", failures, static result => result.State, () => ScenarioRun.Play(scenario, traits, Deliveries.AtOnce));
        return failures;
    }

    /// <summary>Killed after its k-th write, for every k, and started again with what the API server holds.</summary>
    public IEnumerable<Failure> Crashes() => AfterEachWrite("killed after write", static result => result.State, static _ => Deliveries.AtOnce, static _ => null);

    /// <summary>The same, but the next one starts on lists that are some writes old, and sees late what happened since.</summary>
    public IEnumerable<Failure> CrashesIntoThePast() => AfterEachWrite(
        "started on old lists after write",
        static result => result.Outcome,
        static write => Deliveries.Stale[write % Deliveries.Stale.Count](),
        static write => write % 2 == 0 ? new OldLists(OldestList, "pods") : new OldLists(1 + (write * 3 % OldestList)));

    public IEnumerable<Failure> StaleCaches()
    {
        var failures = new List<Failure>();
        foreach (var create in _undisturbed is null ? [] : Deliveries.Stale)
        {
            var delivery = create();
            StaleRuns++;
            Compare(delivery.Name, failures, static result => result.Outcome, () => ScenarioRun.Play(scenario, traits, delivery));
        }
        return failures;
    }

    private List<Failure> AfterEachWrite(string how, Func<RunResult, string> compared, Func<int, IDelivery> delivery, Func<int, OldLists?> lists)
    {
        var failures = new List<Failure>();
        for (var k = 1; k <= (_undisturbed?.Writes ?? 0); k++)
        {
            var (write, old) = (k, lists(k));
            _ = old is null ? Pairs++ : StaleRuns++;
            Compare($"{how} {write}", failures, compared, () => ScenarioRun.Play(scenario, traits, delivery(write), write, old));
        }
        return failures;
    }

    private void Compare(string how, List<Failure> failures, Func<RunResult, string> compared, Func<RunResult> play)
    {
        if (Try(how, failures, play) is { } result && StateDifference.Between(compared(_undisturbed!), compared(result)) is { } difference)
            failures.Add(new Failure($"{scenario.Name}, {how}", difference));
    }

    private RunResult? Try(string how, List<Failure> failures, Func<RunResult> play)
    {
        try
        {
            return play();
        }
        catch (HarnessException e)
        {
            failures.Add(new Failure($"{scenario.Name}, {how}", e.Message));
            return null;
        }
    }
}
