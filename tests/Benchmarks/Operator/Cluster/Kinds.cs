namespace GptOperator.Benchmark.Cluster;

/// <summary>Paths of the collections that a run writes to, relative to the server.</summary>
internal static class Kinds
{
    public const string Jobs = $"apis/batch/v1/namespaces/{ControlPlane.Namespace}/jobs";
    public const string GptTrainingJobs = $"apis/gptoperator.io/v1alpha1/namespaces/{ControlPlane.Namespace}/gpttrainingjobs";
    public const string Pods = $"api/v1/namespaces/{ControlPlane.Namespace}/pods";
    public const string ConfigMaps = $"api/v1/namespaces/{ControlPlane.Namespace}/configmaps";
    public const string Events = $"api/v1/namespaces/{ControlPlane.Namespace}/events";
}
