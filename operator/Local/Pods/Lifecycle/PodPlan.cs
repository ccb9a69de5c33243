namespace GptOperator.Local.Pods;

/// <param name="LookAgain">When time alone changes what is to be done; null for never.</param>
internal sealed record PodPlan(PodRecord Record, IReadOnlyList<PodAction> Actions, DateTimeOffset? LookAgain);
