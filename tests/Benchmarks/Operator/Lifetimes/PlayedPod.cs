using System.Globalization;

namespace GptOperator.Benchmark.Lifetimes;

/// <summary>What a kubelet would write of a pod.</summary>
internal static class PlayedPod
{
    public static string Running => Status(
        "Running", "True", $$"""{"running": {"startedAt": "{{Now}}"} }""");

    public static string Succeeded => Status(
        "Succeeded", "False", $$"""{"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": "{{Now}}", "finishedAt": "{{Now}}"} }""");

    private static string Now => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Status(string phase, string ready, string state) => $$"""
        {"status": {
          "phase": "{{phase}}", "startTime": "{{Now}}", "podIP": "{{TrainerStub.Address}}", "podIPs": [{"ip": "{{TrainerStub.Address}}"}],
          "conditions": [{"type": "Ready", "status": "{{ready}}", "lastTransitionTime": "{{Now}}"}],
          "containerStatuses": [{
            "name": "trainer", "image": "trainer", "imageID": "", "restartCount": 0,
            "ready": {{(ready == "True" ? "true" : "false")}}, "started": {{(ready == "True" ? "true" : "false")}}, "state": {{state}} }]} }
        """;
}
