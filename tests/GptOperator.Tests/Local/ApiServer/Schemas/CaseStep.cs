using System.Text.Json.Nodes;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

/// <summary>One request of a case, and what the API server answers.</summary>
/// <param name="Do"><c>create</c>, <c>update</c>, <c>merge</c>, <c>json</c> or <c>apply</c>.</param>
/// <param name="Expect">The outcome, see <see cref="CaseOutcome"/>.</param>
public sealed record CaseStep(string Do, string Manager, bool Force, JsonNode Body, JsonObject? Expect)
{
    public static CaseStep Read(JsonObject json) => new(
        json["do"]!.GetValue<string>(),
        json["manager"]?.GetValue<string>() ?? "tester",
        json["force"]?.GetValue<bool>() ?? false,
        json["body"]!,
        json["expect"] as JsonObject);
}
