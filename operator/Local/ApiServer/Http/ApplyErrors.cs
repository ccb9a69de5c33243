using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Patching;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Ownership conflicts of server-side apply as a Status.</summary>
internal static class ApplyErrors
{
    public static ApiException Conflict(ApplyConflictException e) => new(409, "Conflict", e.Message, new JsonObject
    {
        ["causes"] = new JsonArray([.. e.Conflicts.Select(c => (JsonNode?)new JsonObject
        {
            ["reason"] = ApplyConflictException.CauseReason,
            ["message"] = c.Message,
            ["field"] = c.Field,
        })]),
    });
}
