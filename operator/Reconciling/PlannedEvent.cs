namespace GptOperator.Reconciling;

/// <param name="Warning">Whether something went wrong; else the event is a milestone.</param>
/// <param name="Reason">One PascalCase word.</param>
/// <param name="Message">For a person.</param>
internal sealed record PlannedEvent(bool Warning, string Reason, string Message);
