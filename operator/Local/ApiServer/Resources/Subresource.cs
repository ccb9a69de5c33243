using System.Collections.Immutable;

namespace GptOperator.Local.ApiServer.Resources;

/// <param name="Name">The path's last part: "status", "log".</param>
/// <param name="Kind">What is sent and answered, in the resource's own group and version unless <see cref="GroupVersion"/> says else.</param>
internal sealed record Subresource(string Name, string Kind)
{
    public string? GroupVersion { get; init; }

    public ImmutableArray<string> Verbs { get; init; } = ["get", "patch", "update"];
}
