using k8s.Models;

namespace GptOperator.Monitoring;

/// <summary>A way to a trainer's <c>/progress</c>.</summary>
internal interface IProgressSource
{
    /// <summary>The answer as it came; every failure to get one is an exception.</summary>
    Task<byte[]> ReadAsync(V1Pod pod, ProgressOptions options, CancellationToken cancellationToken);
}
