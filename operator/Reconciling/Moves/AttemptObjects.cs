using GptOperator.Reconciling.PodGroups;
using GptOperator.Reconciling.Pods;

namespace GptOperator.Reconciling.Moves;

/// <summary>The objects of an attempt that are still to be created: what the pods mount before the pods.</summary>
internal static class AttemptObjects
{
    public static IReadOnlyList<PlannedWrite> Missing(Situation situation)
    {
        var stage = situation.Stage!;
        return
        [
            .. MissingConfigMap(situation),
            .. PodGroupWrites.Missing(situation),
            .. situation.Attempt!.Missing.Select(missing => new CreatePod(
                PodBuilder.Build(situation.Job, situation.Observed.Settings, stage.Name, stage.Attempt, missing.Rank, situation.Observed.PodGroups is not null))),
        ];
    }

    public static IReadOnlyList<PlannedWrite> MissingConfigMap(Situation situation)
    {
        var name = JobNames.ConfigMap(situation.Job);
        return situation.Observed.ConfigMaps.Any(map => map.Metadata.Name == name)
            ? []
            : [new CreateConfigMap(ConfigMapBuilder.Build(situation.Job))];
    }
}
