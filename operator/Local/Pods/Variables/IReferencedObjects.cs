using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>The config maps and secrets of one pod's namespace.</summary>
internal interface IReferencedObjects
{
    /// <returns>Null when there is none of that name.</returns>
    Task<V1ConfigMap?> ConfigMapAsync(string name, CancellationToken cancellationToken);

    /// <returns>Null when there is none of that name.</returns>
    Task<V1Secret?> SecretAsync(string name, CancellationToken cancellationToken);
}
