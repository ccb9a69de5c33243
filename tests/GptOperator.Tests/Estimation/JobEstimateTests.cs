using GptOperator.Commands;
using GptOperator.Crds;
using GptOperator.Crds.Hardware;
using GptOperator.Crds.Presets;
using GptOperator.Crds.Spec;
using GptOperator.Estimation;

namespace GptOperator.Tests.Estimation;

public sealed class JobEstimateTests
{
    private const int Gpt2Vocabulary = 50257;

    /// <summary>The counts that Hugging Face's GPT-2 checkpoints have.</summary>
    [Theory]
    [InlineData(ModelPreset.Small, 124_439_808)]
    [InlineData(ModelPreset.Medium, 354_823_168)]
    [InlineData(ModelPreset.Large, 774_030_080)]
    [InlineData(ModelPreset.Xl, 1_557_611_200)]
    public void Parameters_are_those_of_GPT_2(ModelPreset preset, long parameters) =>
        Assert.Equal(parameters, ModelCost.Parameters(ModelPresets.Resolve(new ModelSpec { Preset = preset }), Gpt2Vocabulary));

    /// <summary>The count that TinyLlama's checkpoints have.</summary>
    [Fact]
    public void Parameters_are_those_of_a_Llama() => Assert.Equal(1_100_048_384, ModelCost.Parameters(ModelPresets.Resolve(new ModelSpec
    {
        Architecture = ModelArchitecture.Llama,
        HiddenSize = 2048,
        NumHiddenLayers = 22,
        NumAttentionHeads = 32,
        NumKeyValueHeads = 4,
        IntermediateSize = 5632,
    }), 32000));

    [Fact]
    public void Without_bias_and_with_its_own_output_layer_the_count_follows()
    {
        var shape = ModelPresets.Resolve(new ModelSpec { Preset = ModelPreset.Nano, Bias = false, TieWordEmbeddings = false });

        Assert.Equal((2 * 65 + 64) * 128 + 4 * (12 * 128 * 128 + 2 * 128) + 128, ModelCost.Parameters(shape, 65));
    }

    /// <summary>nanoGPT's 124M on 8 A100: about 250 ms for a step of 491,520 tokens, which its README calls four days for 600,000 steps at about 40%.</summary>
    [Fact]
    public void The_time_of_a_known_training_is_met()
    {
        var job = Job(new() { Steps = 600_000, BatchSize = 12 * 8, GradientAccumulationSteps = 5 }, gpus: 8);
        var estimate = JobEstimate.Of(job, Gpt2Vocabulary, gpus: null);

        Assert.Equal(600_000.0 * 491_520, estimate.Tokens);
        Assert.InRange(estimate.GpuHours(GpuType.All.Single(gpu => gpu.Name == "A100"), utilization: 0.4) / 8 / 24, 2.5, 4.5);
    }

    [Fact]
    public void Float32_is_slower_and_needs_more_memory()
    {
        var half = JobEstimate.Of(Job(new()), null, null);
        var full = JobEstimate.Of(Job(new() { Precision = Precision.Float32 }), null, null);
        var tensor = JobEstimate.Of(Job(new() { Precision = Precision.TensorFloat32 }), null, null);

        Assert.True(full.MemoryGigabytes > half.MemoryGigabytes);
        Assert.True(full.GpuHours(GpuType.All[0], 0.5) > half.GpuHours(GpuType.All[0], 0.5));
        Assert.Equal(full.MemoryGigabytes, tensor.MemoryGigabytes);
        Assert.True(full.GpuHours(GpuType.Find("A100")!, 0.5) > tensor.GpuHours(GpuType.Find("A100")!, 0.5));
    }

    [Fact]
    public void The_command_tells_every_GPU_and_refuses_what_is_no_job()
    {
        var folder = Directory.CreateTempSubdirectory("estimate-");
        try
        {
            var good = Path.Combine(folder.FullName, "good.yaml");
            File.WriteAllText(good, "{apiVersion: gptoperator.io/v1alpha1, kind: GptTrainingJob, metadata: {name: demo}, spec: {model: {preset: xl}, data: {sources: [{name: a, uri: a}]}, checkpoint: {uri: out}}}");
            var (code, output) = Run(good, "--vocab-size", "50257");
            Assert.Equal(0, code);
            Assert.Contains("1,557,611,200 (vocabulary 50,257)", output, StringComparison.Ordinal);
            Assert.All(GpuType.All, gpu => Assert.Contains(gpu.Name, output, StringComparison.Ordinal));
            Assert.Contains("does not fit", output, StringComparison.Ordinal);
            Assert.Equal((1, true), (Run(good, "--utilization", "2").Code, Run(good, "--utilization", "2").Output.Contains("--utilization is 2; set it to more than 0 and at most 1.", StringComparison.Ordinal)));
            Assert.Equal(64, Run(Path.Combine(folder.FullName, "missing.yaml")).Code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        var output = new StringWriter();
        var code = EstimateCommand.Create().Parse(arguments).Invoke(new() { Output = output, Error = output });
        return (code, output.ToString());
    }

    private static GptTrainingJob Job(PretrainingSpec pretraining, int gpus = 0) => new()
    {
        Spec = new GptTrainingJobSpec { Model = new ModelSpec { Preset = ModelPreset.Small }, Pretraining = pretraining, Workers = new WorkersSpec { GpusPerWorker = gpus } },
    };
}
