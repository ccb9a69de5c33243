using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptTrainer.Reporting;

namespace GptTrainer.Tests.Reporting;

public sealed class TerminationLogTests
{
    [Fact]
    public void A_message_too_long_for_the_kubelet_is_cut_and_stays_whole_JSON()
    {
        var message = new TerminationMessage
        {
            Reason = "Completed",
            Message = new string('m', 3000),
            Step = 7,
            Results = new ResultsStatus { ValidationLoss = 1.5, Sample = string.Concat(Enumerable.Repeat("\U0001F600字", 200)) },
        };
        var bytes = TerminationLog.Fit(message);
        Assert.InRange(bytes.Length, 1, 4096);
        var read = JsonSerializer.Deserialize<TerminationMessage>(bytes, ContractJson.Options)!;
        Assert.Equal((message.Reason, message.Step, message.Message), (read.Reason, read.Step, read.Message));
        Assert.Equal(1.5, read.Results!.ValidationLoss);
        Assert.StartsWith(read.Results.Sample!, message.Results.Sample!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_no_fault() =>
        new TerminationLog("/no/such/folder/log").Write(new TerminationMessage { Reason = "Completed" });
}
