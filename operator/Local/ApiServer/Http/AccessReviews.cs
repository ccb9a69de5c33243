using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Answers "may I?".</summary>
internal static class AccessReviews
{
    /// <summary>Permissions are not enforced: whoever may ask may do all that is served.</summary>
    public static async Task AnswerAsync(HttpContext context, RequestInfo info)
    {
        var review = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        review.Metadata();
        review["status"] = info.Type.Plural == "selfsubjectaccessreviews"
            ? new JsonObject { ["allowed"] = true }
            : new JsonObject
            {
                ["resourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") }),
                ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
                ["incomplete"] = false,
            };
        await Answer.JsonAsync(context, 201, review).ConfigureAwait(false);
    }
}
