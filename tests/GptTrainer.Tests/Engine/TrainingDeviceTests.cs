using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptTrainer.Engine;
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
        Assert.Null(TrainingDevice.Of(Job, () => true));

    [Fact]
    public void A_job_with_GPUs_on_a_trainer_without_CUDA_is_refused_with_field_value_and_mend()
    {
        var fault = Assert.Throws<JobException>(() => TrainingDevice.Of(WithGpus(1), () => false));
        Assert.Equal(TrainerExitCode.InvalidJob, fault.ExitCode);
        Assert.Equal("spec.workers.gpusPerWorker is 1, but this trainer finds no CUDA device; use an image built with "
            + "-p:TorchBackend=cuda on a node with a GPU, or set it to 0 to train on CPU.", fault.Message);
    }

    [Fact]
    public void What_only_the_hand_written_engine_can_do_is_refused_on_GPUs()
    {
        var job = WithGpus(2) with { Pretraining = Job.Pretraining with { DocumentMasks = true, ActivationCheckpointing = true } };
        var fault = Assert.Throws<JobException>(() => TrainingDevice.Of(job, () => true));
        Assert.All(["gpusPerWorker is 2", "documentMasks is true", "activationCheckpointing is true"], text => Assert.Contains(text, fault.Message));
    }

    [Theory]
    [InlineData(Precision.Auto, true)]
    [InlineData(Precision.Float32, false)]
    public void Products_may_use_TF32_unless_the_job_asks_for_float32(Precision precision, bool expected)
    {
        TrainingDevice.SetPrecision(precision);
        Assert.Equal(expected, backends.cuda.matmul.allow_tf32);
    }

    private static GptTrainingJobSpec WithGpus(int count) => Job with { Workers = Job.Workers with { GpusPerWorker = count } };
}
