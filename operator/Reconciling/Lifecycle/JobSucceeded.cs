namespace GptOperator.Reconciling.Lifecycle;

/// <summary>No stage is left.</summary>
internal static class JobSucceeded
{
    public static Situation? Step(Situation situation) =>
        situation.Stage is null ? situation.With(situation.Status with { CompletionTime = situation.Now }) : null;
}
