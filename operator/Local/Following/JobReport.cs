using System.Globalization;
using GptOperator.Crds;
using GptOperator.Crds.Status;

namespace GptOperator.Local.Following;

/// <summary>What a person is told when a job has ended.</summary>
internal static class JobReport
{
    /// <summary>The results of a job that succeeded.</summary>
    public static IEnumerable<string> Success(GptTrainingJob job)
    {
        var status = job.Status!;
        yield return $"{job.Metadata.Name}: {status.Phase}{Took(status)}";
        if (status.Results is { ValidationLoss: { } loss } results)
        {
            yield return Line($"  validation loss   {loss:F4} nats/token");
            if (results.UnigramEntropy is { } entropy)
                yield return Line($"  unigram entropy   {entropy:F4} nats/token (a model that knows only how common each token is)");
        }
        if (status.Results?.Parameters is { } parameters)
            yield return Line($"  parameters        {parameters:N0}");
        if (status.Outputs?.Checkpoints is { } checkpoints)
            yield return $"  checkpoints       {checkpoints}";
        if (status.Outputs?.Model is { } model)
            yield return $"  model             {model}";
        if (status.Results?.Sample is not { } sample)
            yield break;
        yield return "  sample";
        foreach (var line in sample.ReplaceLineEndings("\n").Split('\n'))
            yield return $"    | {line}";
    }

    /// <summary>Why a job failed.</summary>
    public static string Failure(GptTrainingJob job)
    {
        var failed = job.Status?.Conditions?.FirstOrDefault(c => c is { Type: ConditionTypes.Failed, Status: "True" });
        return $"{job.Metadata.Name}: Failed: {failed?.Reason}: {failed?.Message}";
    }

    private static string Took(GptTrainingJobStatus status) =>
        status is { StartTime: { } start, CompletionTime: { } end } ? $" in {Crds.Spec.Duration.Humanize(end - start)}" : "";

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
