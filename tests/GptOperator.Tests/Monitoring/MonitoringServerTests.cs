using System.Net;
using GptOperator.Monitoring;

namespace GptOperator.Tests.Monitoring;

public sealed class MonitoringServerTests
{
    private readonly OperatorMetrics metrics = new();
    private readonly OperatorHealth health = new();

    [Fact]
    public async Task Metrics_are_served_in_Prometheus_text_under_the_operators_prefix()
    {
        await using var server = await StartAsync();
        metrics.ApiRequests.WithLabels("apply", "200").Inc();

        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(server.Address, "metrics"));

        Assert.Contains("gptoperator_api_requests_total{verb=\"apply\",code=\"200\"} 1\n", text, StringComparison.Ordinal);
        Assert.All(
            text.Split('\n').Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)),
            line => Assert.StartsWith("# TYPE gptoperator_", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probes_say_what_is_wrong()
    {
        await using var server = await StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        health.Awaited = () => "first list of Pod";
        health.Stuck = () => null;

        using var alive = await http.GetAsync(new Uri("/healthz", UriKind.Relative));
        using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("first list of Pod", await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_error()
    {
        await using var server = await StartAsync();

        var fault = await Assert.ThrowsAsync<IOException>(
            () => MonitoringServer.StartAsync(new IPEndPoint(IPAddress.Loopback, server.Address.Port), metrics, health, default));

        Assert.Contains($"127.0.0.1:{server.Address.Port}", fault.Message, StringComparison.Ordinal);
    }

    private Task<MonitoringServer> StartAsync() =>
        MonitoringServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), metrics, health, default);
}
