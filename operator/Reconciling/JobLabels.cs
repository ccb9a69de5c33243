using System.Globalization;
using GptOperator.Crds;
using k8s.Models;

namespace GptOperator.Reconciling;

/// <summary>The labels of everything that the operator makes.</summary>
internal static class JobLabels
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "gpt-operator";
    public const string Job = GptTrainingJob.Group + "/job";
    public const string Stage = GptTrainingJob.Group + "/stage";
    public const string Attempt = GptTrainingJob.Group + "/attempt";
    public const string Rank = GptTrainingJob.Group + "/rank";
    public const string Generation = GptTrainingJob.Group + "/generation";

    public static Dictionary<string, string> OfAttempt(GptTrainingJob job, string stage, int attempt) => new(OfJob(job))
    {
        [Stage] = stage,
        [Attempt] = Text(attempt),
    };

    public static Dictionary<string, string> OfPod(GptTrainingJob job, string stage, int attempt, int rank) => new(OfAttempt(job, stage, attempt))
    {
        [Rank] = Text(rank),
    };

    public static Dictionary<string, string> OfConfigMap(GptTrainingJob job, long generation) => new(OfJob(job))
    {
        [Generation] = Text(generation),
    };

    public static string? Get(V1ObjectMeta? metadata, string label) =>
        metadata?.Labels is { } labels && labels.TryGetValue(label, out var value) ? value : null;

    public static long? GetNumber(V1ObjectMeta? metadata, string label) =>
        long.TryParse(Get(metadata, label), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, string> OfJob(GptTrainingJob job) => new()
    {
        [ManagedBy] = Manager,
        [Job] = job.Metadata.Name,
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
