using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptTrainer.Engine;
using GptTrainer.Native;
using GptTrainer.Reporting;
using GptTrainer.Tests.Training;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Engine;

[Collection(TorchCollection.Name)]
public sealed class TrainingDeviceTests
{
    private static readonly GptTrainingJobSpec Job = new();

    [Fact]
    public void A_job_without_GPUs_trains_on_the_hand_written_engine_whatever_there_is() =>
        Assert.Null(TrainingDevice.Of(Job, () => CPU, _ => null));

    [Fact]
    public void A_job_with_GPUs_on_a_trainer_without_CUDA_is_refused_with_field_value_and_mend()
    {
        var fault = Assert.Throws<JobException>(() => TrainingDevice.Of(WithGpus(1), () => null, _ => null));
        Assert.Equal(TrainerExitCode.InvalidJob, fault.ExitCode);
        Assert.Equal("spec.workers.gpusPerWorker is 1, but this trainer finds no CUDA device; use an image built with "
            + "-p:TorchBackend=cuda on a node with a GPU, or set it to 0 to train on CPU.", fault.Message);
    }

    [Fact]
    public void A_deterministic_job_needs_a_fixed_workspace()
    {
        var job = WithGpus(1) with { Pretraining = Job.Pretraining with { Deterministic = true } };
        var fault = Assert.Throws<JobException>(() => TrainingDevice.Of(job, () => CPU, _ => null));
        Assert.Equal("spec.pretraining.deterministic is true, but the environment variable CUBLAS_WORKSPACE_CONFIG is not set; set it to :4096:8.", fault.Message);
        Assert.NotNull(TrainingDevice.Of(job, () => CPU, name => name == "CUBLAS_WORKSPACE_CONFIG" ? ":16:8" : null));
    }

    [Theory]
    [InlineData(Precision.Auto, ScalarType.BFloat16)]
    [InlineData(Precision.BFloat16, ScalarType.BFloat16)]
    [InlineData(Precision.TensorFloat32, ScalarType.Float32)]
    [InlineData(Precision.Float32, ScalarType.Float32)]
    public void The_precision_decides_the_number_format_on_GPUs(Precision precision, ScalarType expected)
    {
        var job = WithGpus(1) with { Pretraining = Job.Pretraining with { Precision = precision, DocumentMasks = true, ActivationCheckpointing = true } };
        Assert.Equal(new TorchTarget(CPU, expected), TrainingDevice.Of(job, () => CPU, _ => null));
    }

    [Theory]
    [InlineData(Precision.Auto, true)]
    [InlineData(Precision.TensorFloat32, true)]
    [InlineData(Precision.Float32, false)]
    public void Products_may_use_TF32_unless_the_job_asks_for_float32(Precision precision, bool expected)
    {
        TrainingDevice.Configure(precision, deterministic: false);
        Assert.Equal(expected, backends.cuda.matmul.allow_tf32);
    }

    [Fact]
    public void Determinism_reaches_libtorch()
    {
        using var scope = NewDisposeScope();
        TrainingDevice.Configure(Precision.Auto, deterministic: true);
        try
        {
            Assert.True(DeterministicAlgorithms.IsRequired);
            // What it does to memory that nobody wrote shows that it is libtorch's own switch.
            Assert.Equal(1000, empty(1000).isnan().sum().item<long>());
        }
        finally
        {
            TrainingDevice.Configure(Precision.Auto, deterministic: false);
        }
        Assert.False(DeterministicAlgorithms.IsRequired);
    }

    [Fact]
    public void No_peak_is_known_without_a_GPU()
    {
        Assert.Null(TrainingDevice.PeakFlops(null, Precision.Float32));
        Assert.Null(TrainingDevice.PeakFlops(new TorchTarget(CPU), Precision.Float32));
    }

    private static GptTrainingJobSpec WithGpus(int count) => Job with { Workers = Job.Workers with { GpusPerWorker = count } };
}
