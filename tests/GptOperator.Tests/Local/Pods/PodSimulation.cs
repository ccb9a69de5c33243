using GptOperator.Local.Pods;
using k8s.Models;

namespace GptOperator.Tests.Local.Pods;

/// <summary>A pod without a machine: the planner's actions are believed to succeed unless a test says otherwise.</summary>
internal sealed class PodSimulation
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public PodSimulation(V1Pod pod)
    {
        Pod = pod;
        Record = PodRecord.Of(pod, "127.64.0.1", Start) with { VolumesReady = true };
    }

    public V1Pod Pod { get; }

    public PodRecord Record { get; private set; }

    public DateTimeOffset Now { get; private set; } = Start;

    public DateTimeOffset? ShutdownBy { get; set; }

    public List<PodEvent> Events { get; } = [];

    public DateTimeOffset? LookAgain { get; private set; }

    public V1PodStatus Status => PodStatusBuilder.Build(Pod, Record, "127.0.0.1", [], Now);

    public static V1Pod APod(string restartPolicy, params V1Container[] containers) => new()
    {
        Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "default", Uid = "u" },
        Spec = new V1PodSpec { RestartPolicy = restartPolicy, TerminationGracePeriodSeconds = 30, Containers = containers },
    };

    public static V1Container AContainer(string name = "main") => new() { Name = name, Image = "host", Command = ["true"] };

    /// <returns>What is to be done now, events aside, as words.</returns>
    public string Plan()
    {
        var plan = PodPlanner.Plan(new PodObservation { Pod = Pod, Record = Record, ShutdownBy = ShutdownBy }, Now);
        Record = plan.Record;
        LookAgain = plan.LookAgain;
        Events.AddRange(plan.Actions.OfType<PodAction.Announce>().Select(action => action.Event));
        return string.Join(", ", plan.Actions.Where(action => action is not PodAction.Announce).Select(Describe));
    }

    public string PlanAfter(double seconds)
    {
        Now = Now.AddSeconds(seconds);
        return Plan();
    }

    public void Started(string name = "main") => Change(name, (state, container) => state.Running(container, new ProcessIdentity(1, "x"), Now));

    public void Exited(int code, string name = "main") => Change(name, (state, _) => state.Exited(new ExitStatus(code), null, Now));

    public void Probed(ProbeKind kind, bool success, string name = "main") => Change(name, (state, container) =>
    {
        var (changed, events) = state.Probed(Pod, container, kind, success ? ProbeResult.Passed : ProbeResult.Failed("no"), Now);
        Events.AddRange(events);
        return changed;
    });

    public void Change(string name, Func<ContainerRecord, V1Container, ContainerRecord> change) =>
        Record = Record.With(change(Record[name], Pod.Spec.Containers.Concat(Pod.Spec.InitContainers ?? []).First(container => container.Name == name)));

    public void Delete(long grace = 30)
    {
        Pod.Metadata.DeletionTimestamp = Now.UtcDateTime.AddSeconds(grace);
        Pod.Metadata.DeletionGracePeriodSeconds = grace;
    }

    private static string Describe(PodAction action) => action switch
    {
        PodAction.Start start => $"start {start.Container}",
        PodAction.Signal signal => $"{signal.Value.ToString().ToLowerInvariant()} {signal.Container}",
        PodAction.RunProbe probe => $"{probe.Kind.ToString().ToLowerInvariant()} probe {probe.Container}",
        PodAction.RunStopHook hook => $"hook {hook.Container}",
        _ => action.GetType().Name.ToLowerInvariant(),
    };
}
