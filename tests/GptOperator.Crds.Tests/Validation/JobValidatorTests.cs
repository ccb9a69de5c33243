using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Validation;

namespace GptOperator.Crds.Tests.Validation;

public class JobValidatorTests
{
    private const string Valid = """
        apiVersion: gptoperator.io/v1alpha1
        kind: GptTrainingJob
        metadata: {name: demo}
        spec:
          data: {sources: [{name: text, uri: text.txt}]}
          checkpoint: {uri: out}
        """;

    [Fact]
    public void A_job_with_only_what_is_required_is_valid() => Assert.Empty(JobValidator.Validate(Job(_ => { })));

    [Theory]
    [InlineData("spec.modell", "{}", "spec.modell is not a field of spec; did you mean 'model'?")]
    [InlineData("spec.frobnicate", "1", "spec.frobnicate is not a field of spec; remove it; the fields here are model, tokenizer, data, pretraining, checkpoint, workers, retry, scheduling, suspend, managedBy, activeDeadlineSeconds, pendingDeadlineSeconds, hangTimeout, ttlSecondsAfterFinished, cleanPodPolicy.")]
    [InlineData("spec.model.hiddenSize", "\"12\"", "spec.model.hiddenSize is '12'; give a whole number.")]
    [InlineData("spec.model.hiddenSize", "1.5", "spec.model.hiddenSize is 1.5; give a whole number.")]
    [InlineData("spec.model.preset", "\"huge\"", "spec.model.preset is 'huge'; set it to one of nano, micro, small, medium, large, xl.")]
    [InlineData("spec.model.dropout", "1", "spec.model.dropout is 1; set it to less than 1.")]
    [InlineData("spec.model.numAttentionHeads", "0", "spec.model.numAttentionHeads is 0; set it to 1 or more.")]
    [InlineData("spec.model.numAttentionHeads", "3", "spec.model.numAttentionHeads is 3; hiddenSize must be a multiple of numAttentionHeads, which the preset gives where it is not set; set both.")]
    [InlineData("spec.model", """{"hiddenSize":100,"numAttentionHeads":3}""", "spec.model.hiddenSize is 100; hiddenSize must be a multiple of numAttentionHeads.")]
    [InlineData("spec.tokenizer", """{"type":"character","vocabSize":300}""", "spec.tokenizer.type is 'character'; vocabSize and specialTokens are for type byteBpe; remove them or set type to byteBpe.")]
    [InlineData("spec.tokenizer.specialTokens", """["<|a|>","<|a|>"]""", "spec.tokenizer.specialTokens is '<|a|>, <|a|>'; specialTokens must differ from each other.")]
    [InlineData("spec.tokenizer.specialTokens", """[""]""", "spec.tokenizer.specialTokens[0] is ''; give at least 1 character.")]
    [InlineData("spec.data.sources", "[]", "spec.data.sources has 0 items; give at least 1.")]
    [InlineData("spec.data.sources", """[{"name":"a","uri":"x"},{"name":"a","uri":"y"}]""", "spec.data.sources has 2 items with name 'a'; give each its own name.")]
    [InlineData("spec.data.sources", """[{"name":"a"}]""", "spec.data.sources[0].uri is missing; give a string.")]
    [InlineData("spec.data.sources", """[{"name":"a","uri":"ftp://x/y"}]""", "spec.data.sources[0].uri is 'ftp://x/y'; a source is an https:// URL, a file:///path, or a path or glob without a scheme.")]
    [InlineData("spec.data.sources", """[{"name":"a","uri":"http://example.com/y"}]""", "spec.data.sources[0].uri is 'http://example.com/y'; a source is an https:// URL, a file:///path, or a path or glob without a scheme.")]
    [InlineData("spec.checkpoint.uri", "\"s3://bucket\"", "spec.checkpoint.uri is 's3://bucket'; checkpoints go to https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX, file:///DIR, or a path without a scheme.")]
    [InlineData("spec.pretraining", """{"steps":10,"schedule":{"warmupSteps":20}}""", "spec.pretraining.schedule.warmupSteps is 20; schedule.warmupSteps must be at most steps.")]
    [InlineData("spec.pretraining.schedule", """{"minLearningRate":0.5}""", "spec.pretraining.schedule.minLearningRate is 0.5; schedule.minLearningRate must be at most optimizer.learningRate.")]
    [InlineData("spec.pretraining", """{"deterministic":true,"microBatch":"auto"}""", "spec.pretraining.microBatch is 'auto'; how many sequences fit may differ from one start to the next, and with it the last bits, which deterministic forbids; set microBatch to a number or deterministic to false.")]
    [InlineData("spec.pretraining.precision", "\"bf16\"", "spec.pretraining.precision is 'bf16'; tf32 and bf16 are for GPUs; set it to auto or fp32, or workers.gpusPerWorker to 1 or more.")]
    [InlineData("spec.pretraining.precision", "\"float32\"", "spec.pretraining.precision is 'float32'; set it to one of auto, fp32, tf32, bf16.")]
    [InlineData("spec.workers.count", "2", "spec.workers.count is 2; set it to 1 or less.")]
    [InlineData("spec.workers.resources", """{"limits":{"memory":"8Gx"}}""", "spec.workers.resources.limits.memory is '8Gx'; write it as a number with an optional unit, such as '4', '500m' or '8Gi'.")]
    [InlineData("spec.retry.initialDelay", "\"5 minutes\"", "spec.retry.initialDelay is '5 minutes'; write it as hours, minutes, seconds and milliseconds in this order, such as '90s', '5m' or '1h30m'.")]
    [InlineData("spec.retry.rules", """[{"reasons":["Gremlins"],"action":"Fail"}]""", "spec.retry.rules[0].reasons[0] is 'Gremlins'; set it to one of InvalidJob, InvalidData, Diverged, TransientFault, Stopped, OOMKilled, Killed, Crashed, StartError, PodFailed, DeadlineExceeded, Hung, ImagePull, Unschedulable, PodRejected, PendingDeadlineExceeded, Evicted, Preempted, NodeLost, PodDeleted.")]
    [InlineData("spec.retry.rules", """[{"exitCodes":[1]}]""", "spec.retry.rules[0].action is missing; give one of RestartWithoutCounting, Restart, Fail.")]
    [InlineData("spec.retry.rules", """[{"stages":["pretrian"],"action":"Fail"}]""", "spec.retry.rules[0].stages[0] is 'pretrian'; a rule's stages are among those of the job; correct or remove it.")]
    [InlineData("spec.managedBy", "\"someone\"", "spec.managedBy is 'someone'; write it as a domain, '/' and a name, such as 'kueue.x-k8s.io/multikueue'.")]
    [InlineData("spec.activeDeadlineSeconds", "0", "spec.activeDeadlineSeconds is 0; set it to 1 or more.")]
    [InlineData("metadata.name", "\"Bad.Name\"", "metadata.name is 'Bad.Name'; metadata.name begins the names of the job's pods: at most 40 lower-case letters, digits and '-', beginning with a letter.")]
    [InlineData("kind", "\"Job\"", "kind is 'Job'; set it to GptTrainingJob.")]
    public void A_fault_is_one_line_with_field_value_and_mend(string path, string value, string message)
    {
        var faults = JobValidator.Validate(Job(job => Set(job, path, JsonNode.Parse(value))));

        Assert.Equal(message, Assert.Single(faults).Message);
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var job = Job(job =>
        {
            Set(job, "spec.model.preset", "huge");
            Set(job, "spec.pretraining.steps", 0);
            job["spec"]!.AsObject().Remove("checkpoint");
        });

        Assert.Equal(["spec.checkpoint", "spec.model.preset", "spec.pretraining.steps"], JobValidator.Validate(job).Select(f => f.Field).Order());
    }

    [Fact]
    public void A_job_read_from_the_API_is_held_to_the_same_rules()
    {
        var job = Job(j => Set(j, "spec.pretraining", JsonNode.Parse("""{"steps":10,"schedule":{"warmupSteps":20}}"""))).Deserialize<GptTrainingJob>(ContractJson.Options)!;

        Assert.Equal("spec.pretraining.schedule.warmupSteps", Assert.Single(JobValidator.Validate(job)).Field);
    }

    private static JsonObject Job(Action<JsonObject> change)
    {
        var job = YamlJson.ParseAll(Valid)[0].AsObject();
        change(job);
        return job;
    }

    private static void Set(JsonObject job, string path, JsonNode? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
            job = (job[name] ??= new JsonObject()).AsObject();
        job[names[^1]] = value;
    }
}
