using System.Collections.Immutable;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Selectors;

/// <summary>Which fields of a resource can be selected by, in the stored version's names.</summary>
internal static class SelectableFields
{
    private static readonly ImmutableArray<string> Common = ["metadata.name", "metadata.namespace"];

    public static ImmutableArray<string> Of(ResourceType type) => Common.AddRange(type.IsCustom ? type.SelectableFields : BuiltIn(type.StorageKey));

    private static ImmutableArray<string> BuiltIn(string key) => key switch
    {
        "/pods" => ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"],
        "/nodes" => ["spec.unschedulable"],
        "/namespaces" => ["status.phase"],
        "/secrets" => ["type"],
        "/services" => ["spec.clusterIP", "spec.type"],
        "/events" =>
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        "apps/replicasets" => ["status.replicas"],
        "/replicationcontrollers" => ["status.replicas"],
        "batch/jobs" => ["status.successful"],
        _ => [],
    };
}
