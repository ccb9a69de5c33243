using System.Globalization;
using GptOperator.Crds;

namespace GptOperator.Reconciling;

/// <summary>
/// The names of a job's objects. They follow from the job alone, so that creating twice ends in AlreadyExists
/// and never in a second object.
/// </summary>
internal static class JobNames
{
    public static string Attempt(GptTrainingJob job, string stage, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.Metadata.Name}-{stage}-{attempt}");

    public static string Pod(GptTrainingJob job, string stage, int attempt, int rank) =>
        string.Create(CultureInfo.InvariantCulture, $"{Attempt(job, stage, attempt)}-{rank}");

    public static string ConfigMap(GptTrainingJob job) => ConfigMap(job, Generation(job));

    public static string ConfigMap(GptTrainingJob job, long generation) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.Metadata.Name}-spec-{generation}");

    public static long Generation(GptTrainingJob job) => job.Metadata.Generation ?? 1;
}
