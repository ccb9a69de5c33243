using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;
using GptOperator.Local.ApiServer.Tables;
using k8s.Models;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>The resources that are there from the start, in the order of discovery.</summary>
internal static class BuiltInResources
{
    private static readonly Subresource[] NoSubresources = [];
    private static readonly Subresource Status = new("status", "");
    private static readonly Subresource Token = new("token", "TokenRequest") { Verbs = ["create"], GroupVersion = "authentication.k8s.io/v1" };

    public static readonly ImmutableArray<ResourceType> All =
    [
        .. Core(),
        .. Apps(),
        Of<V2HorizontalPodAutoscaler>("autoscaling/v2", "horizontalpodautoscalers", ["hpa"], ["all"], [Status], table: BuiltInTables.HorizontalPodAutoscalers),
        Of<V1Job>("batch/v1", "jobs", [], ["all"], [Status], generations: true, table: BuiltInTables.Jobs, defaults: WorkloadDefaults.Job),
        Of<V1CronJob>("batch/v1", "cronjobs", ["cj"], ["all"], [Status], generations: true, table: BuiltInTables.CronJobs),
        Of<V1Lease>("coordination.k8s.io/v1", "leases", table: BuiltInTables.Leases),
        Of<Eventsv1Event>("events.k8s.io/v1", "events", ["ev"], table: BuiltInTables.Events) with
        {
            StorageKey = "/events",
            Conversion = EventConversion.Instance,
        },
        Of<V1NetworkPolicy>("networking.k8s.io/v1", "networkpolicies", ["netpol"], generations: true, table: BuiltInTables.NetworkPolicies),
        Of<V1Ingress>("networking.k8s.io/v1", "ingresses", ["ing"], [], [Status], generations: true, table: BuiltInTables.Ingresses),
        Of<V1PodDisruptionBudget>("policy/v1", "poddisruptionbudgets", ["pdb"], [], [Status], generations: true, table: BuiltInTables.PodDisruptionBudgets),
        Of<V1ClusterRole>("rbac.authorization.k8s.io/v1", "clusterroles", namespaced: false, table: TableLayout.CreatedAt),
        Of<V1ClusterRoleBinding>("rbac.authorization.k8s.io/v1", "clusterrolebindings", namespaced: false, table: BuiltInTables.RoleBindings),
        Of<V1Role>("rbac.authorization.k8s.io/v1", "roles", table: TableLayout.CreatedAt),
        Of<V1RoleBinding>("rbac.authorization.k8s.io/v1", "rolebindings", table: BuiltInTables.RoleBindings),
        Of<V1PriorityClass>("scheduling.k8s.io/v1", "priorityclasses", ["pc"], namespaced: false, generations: true, table: BuiltInTables.PriorityClasses),
        Of<V1CustomResourceDefinition>("apiextensions.k8s.io/v1", "customresourcedefinitions", ["crd", "crds"], ["api-extensions"], [Status], false, true, TableLayout.CreatedAt, CustomResourceDefinitions.Defaults),
        Review<V1SelfSubjectAccessReview>("selfsubjectaccessreviews"),
        Review<V1SelfSubjectRulesReview>("selfsubjectrulesreviews"),
    ];

    private static IEnumerable<ResourceType> Core() =>
    [
        Of<V1ConfigMap>("v1", "configmaps", ["cm"], table: BuiltInTables.ConfigMaps),
        Of<V1Endpoints>("v1", "endpoints", ["ep"], table: BuiltInTables.Endpoints),
        Of<Corev1Event>("v1", "events", ["ev"], table: BuiltInTables.Events, defaults: EventDefaults.Apply),
        Of<V1LimitRange>("v1", "limitranges", ["limits"], table: TableLayout.CreatedAt),
        Of<V1Namespace>("v1", "namespaces", ["ns"], [], [Status, new Subresource("finalize", "Namespace") { Verbs = ["update"] }], false, false, BuiltInTables.Namespaces, NamespaceDefaults.Apply) with
        {
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        },
        Of<V1Node>("v1", "nodes", ["no"], [], [Status], false, false, BuiltInTables.Nodes),
        Of<V1PersistentVolumeClaim>("v1", "persistentvolumeclaims", ["pvc"], [], [Status], table: BuiltInTables.PersistentVolumeClaims),
        Of<V1PersistentVolume>("v1", "persistentvolumes", ["pv"], [], [Status], false, false, BuiltInTables.PersistentVolumes),
        Of<V1Pod>("v1", "pods", ["po"], ["all"], PodSubresources, generations: true, table: BuiltInTables.Pods, defaults: PodDefaults.Apply),
        Of<V1ReplicationController>("v1", "replicationcontrollers", ["rc"], ["all"], [Status], generations: true, table: BuiltInTables.ReplicaSets),
        Of<V1ResourceQuota>("v1", "resourcequotas", ["quota"], [], [Status], table: TableLayout.CreatedAt),
        Of<V1Secret>("v1", "secrets", table: BuiltInTables.Secrets, defaults: SecretDefaults.Apply),
        Of<V1ServiceAccount>("v1", "serviceaccounts", ["sa"], [], [Token], table: BuiltInTables.ServiceAccounts),
        Of<V1Service>("v1", "services", ["svc"], ["all"], [Status, Proxy("ServiceProxyOptions")], table: BuiltInTables.Services, defaults: ServiceDefaults.Apply),
    ];

    private static IEnumerable<ResourceType> Apps() =>
    [
        Of<V1DaemonSet>("apps/v1", "daemonsets", ["ds"], ["all"], [Status], generations: true, table: BuiltInTables.DaemonSets, defaults: WorkloadDefaults.DaemonSet),
        Of<V1Deployment>("apps/v1", "deployments", ["deploy"], ["all"], [Status], generations: true, table: BuiltInTables.Deployments, defaults: WorkloadDefaults.Deployment),
        Of<V1ReplicaSet>("apps/v1", "replicasets", ["rs"], ["all"], [Status], generations: true, table: BuiltInTables.ReplicaSets, defaults: WorkloadDefaults.ReplicaSet),
        Of<V1StatefulSet>("apps/v1", "statefulsets", ["sts"], ["all"], [Status], generations: true, table: BuiltInTables.StatefulSets, defaults: WorkloadDefaults.StatefulSet),
    ];

    private static Subresource[] PodSubresources =>
    [
        Status,
        new Subresource("binding", "Binding") { Verbs = ["create"] },
        new Subresource("eviction", "Eviction") { Verbs = ["create"], GroupVersion = "policy/v1" },
        new Subresource("log", "Pod") { Verbs = ["get"] },
        Proxy("PodProxyOptions"),
    ];

    private static Subresource Proxy(string kind) =>
        new("proxy", kind) { Verbs = ["create", "delete", "get", "patch", "update"] };

    private static ResourceType Review<T>(string plural) =>
        Of<T>("authorization.k8s.io/v1", plural, namespaced: false) with { Verbs = ["create"] };

    private static ResourceType Of<T>(
        string apiVersion,
        string plural,
        ImmutableArray<string>? shortNames = null,
        ImmutableArray<string>? categories = null,
        Subresource[]? subresources = null,
        bool namespaced = true,
        bool generations = false,
        TableLayout? table = null,
        Action<JsonObject>? defaults = null)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        var kind = KindOf<T>();
        return new ResourceType
        {
            Group = group,
            Version = apiVersion[(slash + 1)..],
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            Kind = kind,
            ListKind = kind + "List",
            Namespaced = namespaced,
            ShortNames = shortNames ?? [],
            Categories = categories ?? [],
            Subresources = [.. (subresources ?? NoSubresources).Select(s => s.Kind.Length == 0 ? s with { Kind = kind } : s)],
            CountsGenerations = generations,
            StorageKey = $"{group}/{plural}",
            Schema = new Lazy<Schema>(() => BuiltInSchemas.For(typeof(T))),
            Defaults = defaults,
            Table = table ?? TableLayout.CreatedAt,
        };
    }

    private static string KindOf<T>() =>
        ((KubernetesEntityAttribute)Attribute.GetCustomAttribute(typeof(T), typeof(KubernetesEntityAttribute))!).Kind;
}
