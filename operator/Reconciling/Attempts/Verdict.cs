namespace GptOperator.Reconciling.Attempts;

/// <param name="Action">What follows.</param>
/// <param name="Reason">Why the attempt ended, one of <see cref="FailureReasons"/>.</param>
/// <param name="Message">Why the attempt ended, for a person.</param>
internal sealed record Verdict(VerdictAction Action, string Reason, string Message);
