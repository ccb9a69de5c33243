using System.Net;
using System.Text.Json.Nodes;

namespace GptOperator.Tests.Support;

/// <summary>GptTrainingJob on a test's API server.</summary>
internal static class TrainingJobs
{
    /// <summary>The least that is a job.</summary>
    public static Task CreateTrainingJobAsync(this ApiServerFixture server, string @namespace, string name) => server.Http.ExpectAsync(
        HttpStatusCode.Created,
        HttpMethod.Post,
        $"/apis/gptoperator.io/v1alpha1/namespaces/{@namespace}/gpttrainingjobs",
        new JsonObject
        {
            ["apiVersion"] = "gptoperator.io/v1alpha1",
            ["kind"] = "GptTrainingJob",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["data"] = new JsonObject { ["sources"] = new JsonArray(new JsonObject { ["name"] = "text", ["uri"] = "file:///text.txt" }) },
                ["checkpoint"] = new JsonObject { ["uri"] = "file:///checkpoints" },
            },
        });
}
