using GptOperator.Crds;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Reconciling;
using GptOperator.Tests.Reconciling.Support;
using k8s.Models;

namespace GptOperator.Tests.Reconciling.Simulation;

/// <summary>
/// An API server, a kubelet and an operator in a few lines, for one job. The operator part does what the controller does: it may die
/// between two writes and may see the past; the API server part refuses what a real one refuses. Every write is checked as it is made.
/// </summary>
internal sealed class Cluster
{
    private static readonly int[] ExitCodes = [0, 0, 0, 75, 137, 143, 64, 1];
    private static readonly PlannerSettings Settings = new() { TrainerImage = "gpt-trainer:test", ProgressInterval = TimeSpan.FromSeconds(10) };

    private readonly List<View> _history = [];
    private readonly HashSet<(string Stage, int Attempt)> _countedEnds = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private int _uids;
    private int _largestLimit;

    public Cluster()
    {
        Now = new View { Spec = ObservedYaml.Job([]).Spec };
        _largestLimit = Now.Spec.Retry.Limit;
        _history.Add(Now);
    }

    public View Now { get; private set; }

    public bool Finished => Now.Status?.CompletionTime is not null;

    public void Do(Step step, int choice)
    {
        switch (step)
        {
            case Step.Reconcile: Reconcile(Now, Now, int.MaxValue); break;
            case Step.ReconcileAndDieAfterSomeWrites: Reconcile(Now, Now, choice % 4); break;
            case Step.ReconcileWithAnOldView: Reconcile(Past(choice), Past(choice), int.MaxValue); break;
            case Step.ReconcileWithAnOldViewOfPods: Reconcile(Now, Past(choice), int.MaxValue); break;
            case Step.StartPods: ChangePods(pod => pod with { Started = true }); break;
            case Step.EndPod: End(choice); break;
            case Step.EvictPod: ChangePods(pod => pod with { ExitCode = 137, Evicted = true, Ended = _now }); break;
            case Step.DeletePod: DeleteSome(choice); break;
            case Step.TimePasses: _now += TimeSpan.FromSeconds(1 << (choice % 10)); FinishDeletions(); break;
            case Step.EditRetryLimit: EditLimit(choice % 5); break;
            case Step.BreakSpec: EditLimit(-1); break;
            case Step.MendSpec: EditLimit(3); break;
            case Step.Suspend: Edit(Now.Spec with { Suspend = true }); break;
            case Step.Resume: Edit(Now.Spec with { Suspend = false }); break;
        }
        CheckState();
    }

    /// <summary>From here on everything goes well: the job must come to its end.</summary>
    public void RunToTheEnd()
    {
        EditLimit(3);
        Edit(Now.Spec with { Suspend = false });
        for (var round = 0; round < 60 && !(Finished && Now.Pods.Values.All(pod => !pod.Alive)); round++)
        {
            Do(Step.Reconcile, 0);
            Do(Step.StartPods, 0);
            Do(Step.EndPod, 0);
            Do(Step.TimePasses, 9);
        }
        Assert.True(Finished, "the job does not come to its end");
        Assert.DoesNotContain(Now.Pods.Values, pod => pod.Alive);
        Reconcile(Now, Now, int.MaxValue);
        Assert.Empty(Planner.Plan(Observe(Now, Now)).Writes);
    }

    private void Reconcile(View jobView, View podView, int writes)
    {
        var observed = Observe(jobView, podView);
        if (Planner.FollowsAnAttempt(observed))
            observed = observed with { Pods = [.. Now.Pods.Values.Select(pod => pod.ToPod())] };
        foreach (var name in Planner.DoubtfulEnds(observed))
        {
            if (Now.Pods.TryGetValue(name, out var live))
                observed = observed with { Pods = [.. observed.Pods.Where(pod => pod.Metadata.Name != name), live.ToPod()] };
        }
        var plan = Planner.Plan(observed);
        Assert.Equal(PlanYaml.Write(plan).ToJsonString(), PlanYaml.Write(Planner.Plan(observed)).ToJsonString());
        var attempts = plan.Writes.OfType<CreatePod>().Select(create => (create.Pod.Metadata.Labels[JobLabels.Stage], create.Pod.Metadata.Labels[JobLabels.Attempt]));
        Assert.True(attempts.Distinct().Count() <= 1, "one plan creates pods of two attempts");
        var revision = jobView.Revision;
        foreach (var write in plan.Writes.Take(writes))
        {
            if (!Apply(write, ref revision))
                return;
        }
    }

    /// <returns>False where the API server refuses, which ends the plan.</returns>
    private bool Apply(PlannedWrite write, ref int revision)
    {
        switch (write)
        {
            case WriteStatus or ConfirmRevision when revision != Now.Revision:
            case CreatePod create when Now.Pods.ContainsKey(create.Pod.Metadata.Name):
            case CreateConfigMap map when Now.ConfigMaps.ContainsKey(map.ConfigMap.Metadata.Name):
                return false;
            case WriteStatus { Status: var status }:
                CheckStatus(Now.Status, status);
                Change(Now with { Status = status, Revision = ++revision });
                return true;
            case CreatePod { Pod: var pod }:
                Assert.True(pod.Spec.Volumes.All(volume => Now.ConfigMaps.ContainsKey(volume.ConfigMap.Name)), "a pod is created before what it mounts");
                SetPods(new SimulatedPod { Wanted = pod, Uid = $"uid-{++_uids}", Created = _now });
                return true;
            case CreateConfigMap { ConfigMap: var map }:
                map.Metadata.Uid = $"uid-{++_uids}";
                Change(Now with { ConfigMaps = Now.ConfigMaps.Add(map.Metadata.Name, map) });
                return true;
            case DeletePod { Name: var name, Uid: var uid } when Now.Pods.TryGetValue(name, out var pod) && pod.Uid == uid:
                CheckDelete(pod);
                Delete(pod);
                return true;
            case DeleteConfigMap { Name: var name, Uid: var uid } when Now.ConfigMaps.TryGetValue(name, out var map) && map.Metadata.Uid == uid:
                Change(Now with { ConfigMaps = Now.ConfigMaps.Remove(name) });
                return true;
            default:
                return true;
        }
    }

    private void CheckState()
    {
        var alive = Now.Pods.Values.Where(pod => pod.Alive).Select(Attempt).Distinct().ToList();
        Assert.True(alive.Count <= 1, $"pods of two attempts are alive: {string.Join(", ", alive)}");
        var restarts = Now.Status?.Restarts ?? 0;
        Assert.True(restarts <= _countedEnds.Count, $"{restarts} restarts were counted for {_countedEnds.Count} failures");
        Assert.True(restarts <= _largestLimit, $"{restarts} restarts, but the limit was never above {_largestLimit}");
    }

    private static void CheckStatus(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        if (before is null)
            return;
        Assert.True(after.Restarts >= before.Restarts, "restarts went back");
        Assert.True(before.CompletionTime is null || after.CompletionTime == before.CompletionTime, "a finished job went on");
        foreach (var (was, now) in before.Stages!.Zip(after.Stages!))
        {
            Assert.True(now.Attempt >= was.Attempt, $"the attempt of {was.Name} went back");
            Assert.True(now.Phase >= was.Phase, $"the phase of {was.Name} went back");
        }
    }

    /// <summary>The attempt that the status names is healthy until it has ended; nothing may delete it before the job has, or is suspended.</summary>
    private void CheckDelete(SimulatedPod pod)
    {
        var current = Now.Status!.Stages!.FirstOrDefault(stage => stage.Phase != StagePhase.Succeeded);
        Assert.False(pod.Alive && !Finished && !Now.Spec.Suspend && Attempt(pod) == (current?.Name, current?.Attempt ?? 0), $"the healthy pod {pod.Name} is deleted");
    }

    private Observed Observe(View jobView, View podView) => new()
    {
        Job = new GptTrainingJob
        {
            Metadata = new V1ObjectMeta { Name = "demo", NamespaceProperty = "default", Uid = ObservedYaml.Uid, Generation = jobView.Generation },
            Spec = jobView.Spec,
            Status = jobView.Status,
        },
        Pods = [.. podView.Pods.Values.Select(pod => pod.ToPod())],
        ConfigMaps = [.. podView.ConfigMaps.Values],
        Settings = Settings,
        Now = _now,
    };

    private View Past(int choice) => _history[Math.Max(0, _history.Count - 1 - choice)];

    private void End(int choice)
    {
        var code = ExitCodes[choice % ExitCodes.Length];
        foreach (var pod in Now.Pods.Values.Where(pod => pod is { Alive: true, Started: true }).ToList())
            EndPod(pod, code);
    }

    private void EndPod(SimulatedPod pod, int code)
    {
        if (code is not (0 or 143 or 64))
            _countedEnds.Add(Attempt(pod));
        SetPods(pod with { ExitCode = code, Ended = _now });
    }

    private void DeleteSome(int choice)
    {
        if (Now.Pods.Count > 0)
            Delete(Now.Pods.Values.ElementAt(choice % Now.Pods.Count));
    }

    private void Delete(SimulatedPod pod)
    {
        if (!pod.Started || !pod.Alive)
            Change(Now with { Pods = Now.Pods.Remove(pod.Name) });
        else if (pod.Deleted is null)
            SetPods(pod with { Deleted = _now + TimeSpan.FromSeconds(60) });
    }

    private void FinishDeletions()
    {
        foreach (var pod in Now.Pods.Values.Where(pod => pod.Deleted is { } time && _now >= time).ToList())
            Change(Now with { Pods = Now.Pods.Remove(pod.Name) });
    }

    private void EditLimit(int limit)
    {
        _largestLimit = Math.Max(_largestLimit, limit);
        Edit(Now.Spec with { Retry = Now.Spec.Retry with { Limit = limit } });
    }

    private void Edit(GptTrainingJobSpec spec) =>
        Change(Now with { Spec = spec, Generation = Now.Generation + 1, Revision = Now.Revision + 1 });

    private void ChangePods(Func<SimulatedPod, SimulatedPod> change) =>
        SetPods([.. Now.Pods.Values.Where(pod => pod.Alive).Select(change)]);

    private void SetPods(params SimulatedPod[] pods) =>
        Change(Now with { Pods = Now.Pods.SetItems(pods.Select(pod => KeyValuePair.Create(pod.Name, pod))) });

    private void Change(View view)
    {
        Now = view;
        _history.Add(view);
    }

    private static (string Stage, int Attempt) Attempt(SimulatedPod pod) =>
        (pod.Wanted.Metadata.Labels[JobLabels.Stage], int.Parse(pod.Wanted.Metadata.Labels[JobLabels.Attempt], System.Globalization.CultureInfo.InvariantCulture));
}
