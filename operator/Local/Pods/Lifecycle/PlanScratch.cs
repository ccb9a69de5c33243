using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>A plan in the making: the planners' shared workspace.</summary>
internal sealed class PlanScratch(PodObservation seen, DateTimeOffset now)
{
    private readonly List<PodAction> _actions = [];

    public V1Pod Pod { get; } = seen.Pod;

    public RestartRules Rules { get; } = seen.Rules;

    public DateTimeOffset Now { get; } = now;

    public PodRecord Record { get; set; } = seen.Record;

    public DateTimeOffset? LookAgain { get; private set; }

    public void Do(PodAction action) => _actions.Add(action);

    public void Tell(PodEvent news) => _actions.Add(new PodAction.Announce(news));

    public void LookAt(DateTimeOffset? time)
    {
        if (time is not null && (LookAgain is null || time < LookAgain))
            LookAgain = time;
    }

    public ContainerRecord Update(ContainerRecord container)
    {
        Record = Record.With(container);
        return container;
    }

    public PodPlan Done() => new(Record, _actions, LookAgain);
}
