using System.Collections.Immutable;

namespace GptOperator.Local.ApiServer.Authentication;

/// <summary>Who makes a request; a feature of its context.</summary>
internal sealed record RequestUser(string Name, ImmutableArray<string> Groups)
{
    public const string Masters = "system:masters";
    public const string Authenticated = "system:authenticated";
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    public static RequestUser Admin { get; } = new("kubernetes-admin", [Masters, Authenticated]);

    public static RequestUser Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public static RequestUser ServiceAccount(string @namespace, string name) => new(
        $"{ServiceAccountPrefix}{@namespace}:{name}",
        ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}", Authenticated]);

    /// <summary>As someone with the right to may pretend to be another: a service account's groups follow from its name.</summary>
    public static RequestUser Impersonated(string name, ImmutableArray<string> groups)
    {
        var parts = name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) ? name[ServiceAccountPrefix.Length..].Split(':') : [];
        return parts is [var @namespace, var account] && groups.IsEmpty
            ? ServiceAccount(@namespace, account)
            : new RequestUser(name, groups.Contains(Authenticated) ? groups : groups.Add(Authenticated));
    }
}
