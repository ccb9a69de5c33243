using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Jobs;

/// <summary>The CustomResourceDefinition of the jobs, in the API server of a test.</summary>
internal static class JobDefinition
{
    private const string Path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gpttrainingjobs.gptoperator.io";

    public static async Task InstallAsync(ApiServerFixture server)
    {
        var (code, answer) = await server.Http.SendJsonAsync(
            HttpMethod.Patch, $"{Path}?fieldManager=test&force=true", CrdGenerator.Generate(), "application/apply-patch+yaml");
        Assert.True(code is HttpStatusCode.OK or HttpStatusCode.Created, answer["message"]?.ToString());
        await EventuallyAsync(async () => (await server.Http.SendJsonAsync(HttpMethod.Get, Path)).Body["status"]?["conditions"]?.AsArray()
            .Any(condition => condition is JsonObject { } fields && fields["type"]?.ToString() == "Established" && fields["status"]?.ToString() == "True") == true);
    }

    public static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
            await Task.Delay(50, limit.Token);
    }
}
