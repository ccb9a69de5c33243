using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Authorization;
using Microsoft.AspNetCore.Http.Features;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Answers "may I?".</summary>
internal sealed class AccessReviews(Authorizer authorizer)
{
    public async Task AnswerAsync(HttpContext context, RequestInfo info)
    {
        var review = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        var user = context.Features.GetRequiredFeature<RequestUser>();
        review.Metadata();
        review["status"] = info.Type.Plural == "selfsubjectaccessreviews"
            ? new JsonObject { ["allowed"] = authorizer.Allows(user, Call(review)) }
            : Rules(authorizer.RulesOf(user, review.At("spec", "namespace").AsText() ?? ""));
        await Answer.JsonAsync(context, 201, review).ConfigureAwait(false);
    }

    private static ApiCall Call(JsonObject review)
    {
        if (review.At("spec", "resourceAttributes") is not JsonObject asked)
        {
            var path = review.At("spec", "nonResourceAttributes") as JsonObject ?? throw ApiException.BadRequest("spec.resourceAttributes or spec.nonResourceAttributes is required");
            return new ApiCall { Verb = path.Text("verb") ?? "", Path = path.Text("path") ?? "" };
        }

        var subresource = asked.Text("subresource") is { Length: > 0 } name ? $"/{name}" : "";
        return new ApiCall
        {
            Verb = asked.Text("verb") ?? "",
            Group = asked.Text("group") ?? "",
            Resource = (asked.Text("resource") ?? "") + subresource,
            Namespace = asked.Text("namespace") ?? "",
            Name = asked.Text("name") ?? "",
            Path = "",
        };
    }

    private static JsonObject Rules(IEnumerable<PolicyRule> rules)
    {
        var all = rules.ToList();
        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. all.Where(rule => !rule.Resources.IsEmpty).Select(rule => rule.ToResourceRule())]),
            ["nonResourceRules"] = new JsonArray([.. all.Where(rule => !rule.Paths.IsEmpty).Select(rule => rule.ToPathRule())]),
            ["incomplete"] = false,
        };
    }
}
