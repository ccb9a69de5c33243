using GptOperator.Crds.Hardware;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptTrainer.Native;
using GptTrainer.Reporting;
using static TorchSharp.torch;

namespace GptTrainer.Engine;

/// <summary>Where and how a job's training is computed.</summary>
internal static class TrainingDevice
{
    /// <summary>What <see cref="TorchEngine"/> is to compute on, or null for a job without GPUs, which <see cref="CpuEngine"/> trains.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="gpu">Gives the GPU that libtorch sees; null where it sees none.</param>
    /// <param name="environment">The process's variables.</param>
    /// <exception cref="JobException">The job asks for what there is not; the message names every such field.</exception>
    public static TorchTarget? Of(GptTrainingJobSpec spec, Func<Device?> gpu, Func<string, string?> environment)
    {
        if (spec.Workers.GpusPerWorker == 0) return null;
        var device = gpu();
        var faults = Faults(spec, device, environment).ToList();
        if (device is null || faults.Count > 0) throw new JobException(string.Join(" ", faults));
        return new TorchTarget(device, ArithmeticOf(spec.Pretraining.Precision));
    }

    /// <summary>The GPU that libtorch sees; null where it sees none.</summary>
    public static Device? Gpu() => cuda.is_available() ? CUDA : null;

    /// <summary>The number format of matrix products and attention on a GPU. TF32 is float32 whose products round their factors.</summary>
    public static ScalarType ArithmeticOf(Precision precision) =>
        precision is Precision.Auto or Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Sets what libtorch keeps for the whole process.</summary>
    /// <param name="precision">Unless it is float32, what is left of float32 products on GPUs may use TF32.</param>
    /// <param name="deterministic">Whether operators must give the same bits each time.</param>
    public static void Configure(Precision precision, bool deterministic)
    {
        backends.cuda.matmul.allow_tf32 = precision != Precision.Float32;
        DeterministicAlgorithms.IsRequired = deterministic;
    }

    /// <summary>Peak of the arithmetic, in operations a second; null on a processor, or a GPU that is not in the table.</summary>
    public static double? PeakFlops(TorchTarget? target, Precision precision) =>
        target?.Device.type == TorchSharp.DeviceType.CUDA && CudaDriver.DeviceName() is { } name ? GpuType.Find(name)?.PeakFlops(precision) : null;

    private static IEnumerable<string> Faults(GptTrainingJobSpec spec, Device? device, Func<string, string?> environment)
    {
        var gpus = spec.Workers.GpusPerWorker;
        if (gpus > 1)
            yield return $"spec.workers.gpusPerWorker is {gpus}, but a worker computes on one GPU; set it to 1.";
        if (device is null)
            yield return $"spec.workers.gpusPerWorker is {gpus}, but this trainer finds no CUDA device; use an image built with -p:TorchBackend=cuda on a node with a GPU, or set it to 0 to train on CPU.";
        const string Workspace = TrainerEnvironment.CublasWorkspace;
        if (spec.Pretraining.Deterministic && environment(Workspace) is not { Length: > 0 })
            yield return $"spec.pretraining.deterministic is true, but the environment variable {Workspace} is not set; set it to {TrainerEnvironment.FixedCublasWorkspace}.";
    }
}
