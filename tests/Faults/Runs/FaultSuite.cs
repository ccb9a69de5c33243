using System.Collections.Concurrent;
using CsCheck;
using GptOperator.Faults.Mutants;
using GptOperator.Faults.Scenarios;
using GptOperator.Faults.Sequences;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Runs;

/// <summary>Everything that the harness can do, with counts.</summary>
internal sealed class FaultSuite(FaultSelection selection, TextWriter output)
{
    private readonly ConcurrentQueue<Failure> _failures = new();
    private int _pairs;
    private int _staleRuns;

    /// <returns>The number of failures.</returns>
    public int Run()
    {
        var scenarios = ScenarioList.All.Where(scenario => scenario.Name.Contains(selection.Only, StringComparison.Ordinal)).ToList();
        SideBySide(scenarios, Try);
        output.WriteLine($"{scenarios.Count} scenarios");
        output.WriteLine($"{_pairs} (scenario, k) pairs: the operator killed after its k-th write and started again");
        output.WriteLine($"{_staleRuns} runs on caches that lag behind, lose, repeat or reorder events, or begin in the past");
        Sample();
        output.WriteLine($"{selection.Sequences} random sequences");
        CheckMutants();
        foreach (var failure in _failures)
            output.WriteLine(failure);
        output.WriteLine($"{_failures.Count} failures");
        return _failures.Count;
    }

    private void Try(Scenario scenario)
    {
        var trials = new ScenarioTrials(scenario, new OperatorTraits());
        List<Failure> found = [.. trials.Undisturbed(), .. trials.Crashes(), .. trials.StaleCaches(), .. trials.CrashesIntoThePast()];
        found.ForEach(_failures.Enqueue);
        Interlocked.Add(ref _pairs, trials.Pairs);
        Interlocked.Add(ref _staleRuns, trials.StaleRuns);
        output.WriteLine($"{scenario.Name}: {trials.Pairs} writes, {found.Count} failures");
    }

    private void Sample()
    {
        try
        {
            RandomSequences.Sample(selection.Sequences, new OperatorTraits());
        }
        catch (CsCheckException e)
        {
            _failures.Enqueue(new Failure("random sequence", e.InnerException is { } cause ? $"{e.Message}\n{cause}" : e.Message));
        }
    }

    private void CheckMutants()
    {
        var caught = 0;
        SideBySide(MutantList.All, mutant =>
        {
            var notice = MutationCheck.Catch(mutant);
            if (notice is null)
                _failures.Enqueue(new Failure($"mutant that {mutant.Name}", "nothing was noticed"));
            else
                Interlocked.Increment(ref caught);
            output.WriteLine($"mutant that {mutant.Name}: {(notice is null ? "not noticed" : $"caught by {notice.Where}")}");
        });
        output.WriteLine($"{caught} of {MutantList.All.Count} mutants caught");
    }

    private void SideBySide<T>(IEnumerable<T> items, Action<T> act)
    {
        var rest = new ConcurrentQueue<T>(items);
        var workers = Enumerable.Range(0, selection.Parallelism).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (rest.TryDequeue(out var item))
                    act(item);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        Task.WaitAll([.. workers]);
    }
}
