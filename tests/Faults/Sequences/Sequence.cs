using GptOperator.Faults.Simulation;
using GptOperator.Local.ApiServer;
using GptOperator.Local.ApiServer.Chaos;

namespace GptOperator.Faults.Sequences;

/// <summary>Plays a random sequence, then lets everything go well: the job must end, and leave nothing when it is deleted.</summary>
internal sealed class Sequence : IDisposable
{
    private const int MostRounds = 400;

    private static readonly int[] ExitCodes = [0, 0, 0, 75, 137, 143, 64, 1];

    private static readonly Fault[] RequestFaults =
    [
        Fault.Refused.Conflict,
        Fault.Refused.InternalError,
        Fault.Refused.TooManyRequests(TimeSpan.FromSeconds(2)),
        new Fault.Dropped(Served: false),
        new Fault.Dropped(Served: true),
    ];

    private readonly World _world;

    public Sequence(OperatorTraits traits)
    {
        _world = new World(traits, new Dictionary<string, PodScript>());
        _world.CreateJob([]);
        _world.StartOperator();
    }

    /// <exception cref="HarnessException">Something that must hold does not.</exception>
    public static void Play(IEnumerable<(StepKind Kind, int Choice)> steps, OperatorTraits traits)
    {
        using var sequence = new Sequence(traits);
        foreach (var (kind, choice) in steps)
        {
            sequence.Do(kind, choice);
            sequence._world.Settle();
        }
        sequence.RunToTheEnd();
    }

    public void Dispose() => _world.Dispose();

    private void Do(StepKind kind, int choice)
    {
        switch (kind)
        {
            case StepKind.Deliver: DeliverAll(); break;
            case StepKind.DeliverOne: OnPending(choice, static feed => feed.DeliverOne()); break;
            case StepKind.DropOne: OnPending(choice, static feed => feed.DropOne()); break;
            case StepKind.DeliverDisordered: OnPending(choice, static feed => feed.DeliverDisordered()); break;
            case StepKind.ListAnew: ListAnew(); break;
            case StepKind.LookAtJob: _world.Operator.Poke(World.JobName); break;
            case StepKind.NodeStep: _world.Kubelet.Step(); break;
            case StepKind.EndPod: EndPod(PodScript.Exits(ExitCodes[choice % ExitCodes.Length])); break;
            case StepKind.EvictPod: EndPod(PodScript.Exits(137) with { PodReason = "Evicted" }); break;
            case StepKind.DeletePod: OnPod(choice, name => _world.Cluster.Delete("v1", "pods", name)); break;
            case StepKind.RemovePod: OnPod(choice, name => _world.Cluster.Delete("v1", "pods", name, gracePeriodSeconds: 0)); break;
            case StepKind.TimePasses: _world.Cluster.Time.Advance(TimeSpan.FromSeconds(1 << (choice % 10))); break;
            case StepKind.EditRetryLimit: OnJob(() => _world.EditSpec(spec => spec.Child("retry")["limit"] = choice % 5)); break;
            case StepKind.SuspendJob: Suspend(true); break;
            case StepKind.ResumeJob: Suspend(false); break;
            case StepKind.DeleteJob: OnJob(() => _world.DeleteJob(choice % 2 == 0 ? "Background" : "Foreground")); break;
            case StepKind.CreateJob: CreateJob(); break;
            case StepKind.FailRequests: FailRequests(choice); break;
            case StepKind.KillOperator: _world.StartOperator(); break;
            case StepKind.KillOperatorAfterSomeWrites: _world.StartOperator(1 + (choice % 4)); break;
            case StepKind.StartOperatorOnOldLists: _world.StartOperator(lists: new OldLists(choice, choice % 2 == 0 ? "pods" : null)); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    private void RunToTheEnd()
    {
        _world.Faults.Clear();
        Suspend(false);
        ListAnew();
        Until(() => _world.Job is null || _world.Job.Status?.CompletionTime is not null, "the job does not come to its end");
        OnJob(() => _world.DeleteJob());
        Until(() => !Owned().Any(), "something of the deleted job survives");
    }

    private void Until(Func<bool> holds, string otherwise)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if (_world.Settle() || DeliverAll() || _world.Kubelet.Step())
                continue;
            if (holds())
                return;
            _world.Cluster.Time.Advance(TimeSpan.FromMinutes(1));
        }
        throw new HarnessException($"{otherwise}:\n{Oracles.FinalState.StoryOf(_world)}");
    }

    private IEnumerable<string> Owned() => new[] { ("v1", "pods"), ("v1", "configmaps"), ("v1", "services"), (Crds.GptTrainingJob.GroupVersion, Crds.GptTrainingJob.PluralName) }
        .SelectMany(kind => _world.Cluster.List(kind.Item1, kind.Item2))
        .Select(obj => obj.Metadata().Text("name")!);

    private bool DeliverAll() => Runs.Deliveries.AtOnce.Deliver(_world.Operator.Feeds, quiet: true);

    private void ListAnew()
    {
        try
        {
            _world.Operator.Deliver(static feeds =>
            {
                foreach (var feed in feeds)
                    feed.ListAsync().GetAwaiter().GetResult();
                return true;
            });
        }
        catch (OperatorKilledException)
        {
            // Its last write was under way; the next operator lists anew as well.
            return;
        }
    }

    private void OnPending(int choice, Action<ICacheFeed> act)
    {
        var pending = _world.Operator.Feeds.Where(feed => feed.OldestPending is not null).ToList();
        if (pending.Count > 0)
            act(pending[choice % pending.Count]);
    }

    private void OnPod(int choice, Action<string> act)
    {
        var pods = _world.Pods.Select(pod => pod.Metadata().Text("name")!).ToList();
        if (pods.Count > 0)
            act(pods[choice % pods.Count]);
    }

    private void EndPod(PodScript script)
    {
        if (_world.Pods.FirstOrDefault(pod => pod.At("status", "phase").AsText() == "Running") is { } running)
            _world.Kubelet.End(running, script);
    }

    private void OnJob(Action act)
    {
        if (_world.Job is { Metadata.DeletionTimestamp: null })
            act();
    }

    private void Suspend(bool suspend) => OnJob(() => _world.EditSpec(spec => spec["suspend"] = suspend));

    private void CreateJob()
    {
        if (_world.Job is null)
            _world.CreateJob([]);
    }

    private void FailRequests(int choice)
    {
        for (var count = 0; count <= choice / RequestFaults.Length % 3; count++)
            _world.Faults.Add(RequestFaults[choice % RequestFaults.Length]);
    }
}
