using System.Runtime.CompilerServices;
using GptOperator.Crds;
using GptOperator.Crds.Status;
using GptOperator.Kubernetes;

namespace GptOperator.Local.Following;

/// <summary>Looks at one job until it has ended.</summary>
internal sealed class JobFollower(IKubernetesApi api, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The job's states as they change; the last one has Succeeded or Failed. Ends early when the job is deleted.</summary>
    public async IAsyncEnumerable<GptTrainingJob> FollowAsync(
        string @namespace, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = "";
        while (await api.GetAsync<GptTrainingJob>(name, @namespace, cancellationToken) is { } job)
        {
            if (job.Metadata.ResourceVersion != seen)
            {
                seen = job.Metadata.ResourceVersion;
                yield return job;
            }
            if (HasEnded(job))
                yield break;
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    public static bool HasEnded(GptTrainingJob job) => job.Status?.Phase is JobPhase.Succeeded or JobPhase.Failed;
}
