using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;
using GptOperator.Hosting;
using GptOperator.Jobs;
using GptOperator.Local.ApiServer;
using GptOperator.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Tests.Hosting;

/// <summary>What Prometheus gets from a whole operator.</summary>
public sealed class MetricsScrapeTests
{
    private const string Jobs = "/apis/gptoperator.io/v1alpha1/namespaces/default/gpttrainingjobs";

    [Fact]
    public async Task A_scrape_shows_the_operators_work_and_nothing_of_a_deleted_job()
    {
        await using var server = await LocalApiServer.StartAsync(new LocalApiServerOptions(), default);
        using var admin = ApiServerFixture.NewHttpClient(ServerConfiguration.Of(server));
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", CrdGenerator.Generate());
        var monitoring = new IPEndPoint(IPAddress.Loopback, FreePort());
        using var stop = new CancellationTokenSource();
        var run = OperatorHost.RunAsync(
            new OperatorOptions { Cluster = ServerConfiguration.Of(server), Monitoring = monitoring }, GptTrainingJobController.Create, NullLoggerFactory.Instance, stop.Token);
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, Jobs, Job());

        // A reconcile tells of its job before it is counted itself.
        var text = await ScrapeUntilAsync(monitoring, text => text.Contains("gptoperator_jobs{phase=\"Pending\"} 1\n", StringComparison.Ordinal)
            && text.Contains("gptoperator_reconciles_total{result=\"", StringComparison.Ordinal));
        Assert.All(
            [
                "gptoperator_leader 1",
                "gptoperator_job_gpu_seconds_total{namespace=\"default\",name=\"demo\"} 0",
                "gptoperator_job_wasted_gpu_seconds_total{namespace=\"default\",name=\"demo\"} 0",
                "gptoperator_api_requests_total{verb=\"create\",code=\"201\"}",
                "gptoperator_api_requests_total{verb=\"watch\",code=\"200\"}",
                "gptoperator_reconcile_duration_seconds_bucket{le=\"",
                "gptoperator_queue_wait_seconds_bucket{le=\"",
                "gptoperator_queue_depth ",
                "gptoperator_queue_retries_total ",
                "gptoperator_api_retries_total ",
                "gptoperator_active_workers ",
            ],
            series => Assert.Contains(series, text, StringComparison.Ordinal));

        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{Jobs}/demo");
        await ScrapeUntilAsync(monitoring, text => !text.Contains("name=\"demo\"", StringComparison.Ordinal) && text.Contains("gptoperator_jobs{phase=\"Pending\"} 0\n", StringComparison.Ordinal));
        await stop.CancelAsync();
        await run;
    }

    private static async Task<string> ScrapeUntilAsync(IPEndPoint monitoring, Func<string, bool> holds)
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                var text = await http.GetStringAsync($"http://{monitoring}/metrics", limit.Token);
                if (holds(text))
                    return text;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(20, limit.Token);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static JsonObject Job() => new()
    {
        ["apiVersion"] = "gptoperator.io/v1alpha1",
        ["kind"] = "GptTrainingJob",
        ["metadata"] = new JsonObject { ["name"] = "demo" },
        ["spec"] = new JsonObject
        {
            ["data"] = new JsonObject { ["sources"] = new JsonArray(new JsonObject { ["name"] = "text", ["uri"] = "text.txt" }) },
            ["checkpoint"] = new JsonObject { ["uri"] = "file:///store/demo" },
        },
    };
}
