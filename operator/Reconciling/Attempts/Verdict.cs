using GptOperator.Crds.Spec;

namespace GptOperator.Reconciling.Attempts;

/// <param name="Action">What follows.</param>
/// <param name="Failure">What it follows from.</param>
internal sealed record Verdict(RetryAction Action, Failure Failure);
