using System.Text.Json.Nodes;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

public sealed class CaseTests
{
    public static TheoryData<string> Names => CaseFile.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_request_is_answered_as_a_real_API_server_does(string name)
    {
        var file = CaseFile.Read(name);
        var replay = new CaseReplay((JsonObject)file["schema"]!);
        var steps = CaseFile.Steps(file);
        var differences = new List<string>();

        for (var i = 0; i < steps.Count; i++)
        {
            var outcome = replay.Run(steps[i]);
            if (!JsonNode.DeepEquals(steps[i].Expect, outcome))
                differences.Add($"step {i} {steps[i].Body.ToJsonString()}:\n  wanted {steps[i].Expect?.ToJsonString()}\n  got    {outcome.ToJsonString()}");
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }
}
