using System.Globalization;
using GptOperator.Crds.Status;

namespace GptOperator.Local.Following;

/// <summary>A job's progress in words.</summary>
internal static class ProgressText
{
    /// <summary>Everything known of the progress, such as <c>step 250/1500 · loss 2.3100 · 12,300 tokens/s · ETA 42s</c>.</summary>
    public static string Of(ProgressStatus progress)
    {
        var parts = new List<string>();
        if (progress.Step is { } step)
            parts.Add(progress.TotalSteps is { } total and > 0 ? Text($"step {step}/{total}") : Text($"step {step}"));
        if (progress.Loss is { } loss)
            parts.Add(Text($"loss {loss:F4}"));
        if (progress.ValidationLoss is { } validation)
            parts.Add(Text($"validation {validation:F4}"));
        if (progress.TokensPerSecond is { } speed)
            parts.Add(Text($"{speed:N0} tokens/s"));
        if (progress.Eta is { } eta)
            parts.Add($"ETA {eta}");
        return string.Join(" · ", parts);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
