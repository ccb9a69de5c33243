using GptOperator.Crds.Spec;
using GptTrainer.Reporting;
using static TorchSharp.torch;

namespace GptTrainer.Engine;

/// <summary>Where a job's training is computed.</summary>
internal static class TrainingDevice
{
    /// <summary>The device for <see cref="TorchEngine"/>, or null for a job without GPUs, which <see cref="CpuEngine"/> trains.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="cudaIsAvailable">Whether libtorch sees a GPU.</param>
    /// <exception cref="JobException">The job asks for what there is not; the message names every such field.</exception>
    public static Device? Of(GptTrainingJobSpec spec, Func<bool> cudaIsAvailable)
    {
        if (spec.Workers.GpusPerWorker == 0) return null;
        var faults = Faults(spec, cudaIsAvailable).ToList();
        return faults.Count == 0 ? CUDA : throw new JobException(string.Join(" ", faults));
    }

    /// <summary>Lets matrix products on GPUs round their factors to TF32, which tensor cores multiply, unless the job asks for float32.</summary>
    public static void SetPrecision(Precision precision) =>
        backends.cuda.matmul.allow_tf32 = precision != Precision.Float32;

    private static IEnumerable<string> Faults(GptTrainingJobSpec spec, Func<bool> cudaIsAvailable)
    {
        var gpus = spec.Workers.GpusPerWorker;
        if (gpus > 1)
            yield return $"spec.workers.gpusPerWorker is {gpus}, but a worker computes on one GPU; set it to 1.";
        if (!cudaIsAvailable())
            yield return $"spec.workers.gpusPerWorker is {gpus}, but this trainer finds no CUDA device; use an image built with -p:TorchBackend=cuda on a node with a GPU, or set it to 0 to train on CPU.";
        if (spec.Pretraining.DocumentMasks)
            yield return "spec.pretraining.documentMasks is true, which is for training on CPU only; set it to false, or spec.workers.gpusPerWorker to 0.";
        if (spec.Pretraining.ActivationCheckpointing)
            yield return "spec.pretraining.activationCheckpointing is true, which is for training on CPU only; set it to false, or spec.workers.gpusPerWorker to 0.";
        if (spec.Pretraining.MicroBatch is { Sequences: null })
            yield return "spec.pretraining.microBatch is auto, which is for training on CPU only; set it to a number, or spec.workers.gpusPerWorker to 0.";
    }
}
