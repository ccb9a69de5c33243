using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Authorization;

/// <summary>Role-based access control: what the bindings to a user and its groups allow, and nothing else.</summary>
internal sealed class Authorizer(ObjectStore store)
{
    private const string Prefix = "rbac.authorization.k8s.io/";

    /// <summary>As the real server's system:discovery, system:basic-user and system:public-info-viewer.</summary>
    private static readonly PolicyRule[] ForEveryone =
    [
        new() { Verbs = ["get"], Paths = ["/healthz", "/livez", "/readyz", "/version"] },
    ];

    private static readonly PolicyRule[] ForAuthenticated =
    [
        new() { Verbs = ["get"], Paths = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", "/version/"] },
        new() { Verbs = ["create"], Groups = ["authorization.k8s.io"], Resources = ["selfsubjectaccessreviews", "selfsubjectrulesreviews"] },
    ];

    private static readonly PolicyRule[] ForMasters =
    [
        new() { Verbs = ["*"], Groups = ["*"], Resources = ["*"] },
        new() { Verbs = ["*"], Paths = ["*"] },
    ];

    public bool Allows(RequestUser user, ApiCall call) => RulesOf(user, call.Namespace).Any(rule => rule.Allows(call));

    /// <summary>What holds for the user in a namespace; empty for what holds in all of them and for cluster-scoped resources.</summary>
    public IEnumerable<PolicyRule> RulesOf(RequestUser user, string @namespace)
    {
        IEnumerable<PolicyRule> rules = ForEveryone;
        if (user.Groups.Contains(RequestUser.Authenticated)) rules = rules.Concat(ForAuthenticated);
        if (user.Groups.Contains(RequestUser.Masters)) rules = rules.Concat(ForMasters);
        rules = rules.Concat(Bound(user, "clusterrolebindings", null));
        return @namespace.Length == 0 ? rules : rules.Concat(Bound(user, "rolebindings", @namespace));
    }

    private IEnumerable<PolicyRule> Bound(RequestUser user, string bindings, string? @namespace)
    {
        foreach (var stored in store.List(Prefix + bindings).Objects.In(@namespace))
        {
            var binding = stored.ToJson();
            if (!(binding["subjects"] as JsonArray ?? []).OfType<JsonObject>().Any(subject => Names(subject, user, stored.Namespace))) continue;
            var role = binding.Object("roleRef") is not { } reference ? null
                : reference.Text("kind") == "ClusterRole" ? store.Find(Prefix + "clusterroles", "", reference.Text("name") ?? "")
                : @namespace is null ? null : store.Find(Prefix + "roles", @namespace, reference.Text("name") ?? "");
            foreach (var rule in role is null ? [] : PolicyRule.Of(role.ToJson())) yield return rule;
        }
    }

    private static bool Names(JsonObject subject, RequestUser user, string bindingNamespace)
    {
        var name = subject.Text("name") ?? "";
        return subject.Text("kind") switch
        {
            "User" => user.Name == name,
            "Group" => user.Groups.Contains(name),
            "ServiceAccount" => user.Name == RequestUser.ServiceAccount(subject.Text("namespace") ?? bindingNamespace, name).Name,
            _ => false,
        };
    }
}
