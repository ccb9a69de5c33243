using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Tables;

namespace GptOperator.Tests.Local.ApiServer;

public sealed class PrintingTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + 60, "3h1m")]
    [InlineData(47 * 3600, "47h")]
    [InlineData(50 * 3600, "2d2h")]
    [InlineData(9 * 86400, "9d")]
    [InlineData(731 * 86400, "2y1d")]
    public void Duration_is_as_short_as_kubectls(long seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(".a.b", "1")]
    [InlineData(".list[0].name", "\"x\"")]
    [InlineData(".list[-1].name", "\"y\"")]
    [InlineData(".list[*].name", "\"x\",\"y\"")]
    [InlineData(".list[?(@.name==\"y\")].value", "2")]
    [InlineData(".labels['a.b/c']", "\"q\"")]
    [InlineData(".labels.a\\.b/c", "\"q\"")]
    [InlineData(".nothing.here", "")]
    public void Json_path_finds(string path, string expected)
    {
        var json = JsonNode.Parse("""{"a": {"b": 1}, "list": [{"name": "x", "value": 1}, {"name": "y", "value": 2}], "labels": {"a.b/c": "q"}}""")!;
        Assert.Equal(expected, string.Join(",", JsonPath.Parse(path).Find(json).Select(n => n!.ToJsonString())));
    }

    [Theory]
    [InlineData("""{"phase": "Pending"}""", "Pending")]
    [InlineData("""{"phase": "Pending", "containerStatuses": [{"state": {"waiting": {"reason": "ImagePullBackOff"}}}]}""", "ImagePullBackOff")]
    [InlineData("""{"phase": "Running", "containerStatuses": [{"ready": true, "state": {"running": {}}}]}""", "Running")]
    [InlineData("""{"phase": "Failed", "containerStatuses": [{"state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]}""", "OOMKilled")]
    [InlineData("""{"phase": "Failed", "containerStatuses": [{"state": {"terminated": {"exitCode": 3}}}]}""", "ExitCode:3")]
    [InlineData("""{"phase": "Failed", "reason": "Evicted"}""", "Evicted")]
    [InlineData("""{"phase": "Pending", "initContainerStatuses": [{"state": {"running": {}}}]}""", "Init:0/1")]
    public void Pods_status_is_reasoned_out_of_its_containers(string status, string expected)
    {
        var pod = new JsonObject { ["metadata"] = new JsonObject(), ["spec"] = new JsonObject(), ["status"] = JsonNode.Parse(status) };
        Assert.Equal(expected, PodRow.Status(pod));
    }
}
