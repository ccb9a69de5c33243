namespace GptOperator.Reconciling;

/// <summary>A Warning event about a pod.</summary>
/// <param name="Reason">One PascalCase word, such as <c>FailedMount</c>.</param>
/// <param name="Message">The words of its node.</param>
internal sealed record PodWarning(string Reason, string Message);
