namespace GptOperator.Faults.Scenarios;

/// <summary>Every scenario, in the order of the pages that tell of them.</summary>
internal static class ScenarioList
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. RetryScenarios.All,
        .. DisruptionScenarios.All,
        .. StartScenarios.All,
        .. EditScenarios.All,
        .. SuspensionScenarios.All,
        .. PolicyScenarios.All,
        .. GangScenarios.All,
        .. DeletionScenarios.All,
    ];
}
