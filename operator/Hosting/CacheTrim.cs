using k8s.Models;

namespace GptOperator.Hosting;

/// <summary>Leaves of cached objects what the controller reads: a cluster keeps the pods of thousands of ended jobs for their logs.</summary>
internal static class CacheTrim
{
    public static void Trim(V1Pod pod)
    {
        if (pod.Spec is not { } spec)
            return;
        pod.Spec = new V1PodSpec
        {
            NodeName = spec.NodeName,
            SchedulingGates = spec.SchedulingGates,
            Containers = [.. spec.Containers.Select(container => new V1Container { Name = container.Name, Resources = container.Resources })],
            Volumes = spec.Volumes?.Where(volume => volume.ConfigMap is not null).Select(volume => new V1Volume { Name = volume.Name, ConfigMap = volume.ConfigMap }).ToList(),
        };
    }

    public static void Trim(V1ConfigMap map) => (map.Data, map.BinaryData) = (null, null);
}
