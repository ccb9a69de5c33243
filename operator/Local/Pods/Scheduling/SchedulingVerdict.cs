namespace GptOperator.Local.Pods;

/// <param name="Message">Why the pod fits nowhere, in the scheduler's words; null when it fits.</param>
internal readonly record struct SchedulingVerdict(string? Message)
{
    public static readonly SchedulingVerdict Fits = new(null);

    public bool IsFit => Message is null;
}
