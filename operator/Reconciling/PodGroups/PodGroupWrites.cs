namespace GptOperator.Reconciling.PodGroups;

/// <summary>Which PodGroups come and go: the current attempt has one, no other has.</summary>
internal static class PodGroupWrites
{
    public static IEnumerable<PlannedWrite> Missing(Situation situation)
    {
        if (situation is not { Observed.PodGroups: { } groups, Stage: { } stage } || groups.Found.Any(found => found.Name == CurrentName(situation)))
            return [];
        return [new CreatePodGroup(AttemptPodGroup.Build(situation.Job, groups.Api, stage.Name, stage.Attempt))];
    }

    /// <summary>A group left behind would hold its place in a scheduler's queue.</summary>
    public static IEnumerable<PlannedWrite> Outdated(Situation situation) => situation.Observed.PodGroups is not { } groups
        ? []
        : groups.Found
            .Where(found => Ownership.Owns(situation.Job, found) && found.DeletionTimestamp is null)
            .Where(found => situation.Finished || found.Name != CurrentName(situation))
            .Select(found => new DeletePodGroup(groups.Api, found.Name, found.Uid));

    private static string? CurrentName(Situation situation) =>
        situation.Stage is { } stage ? JobNames.Attempt(situation.Job, stage.Name, stage.Attempt) : null;
}
