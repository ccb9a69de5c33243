using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptTrainer.Models;
using GptTrainer.Reporting;
using GptTrainer.Training;
using static TorchSharp.torch;

namespace GptTrainer.Checkpoints;

/// <summary>Brings a training back to its newest whole checkpoint.</summary>
internal sealed class CheckpointReader(CheckpointStore checkpoints, string checkpointUri)
{
    public const string FirstMoment = ".first_moment";
    public const string SecondMoment = ".second_moment";
    public const string Average = ".average";

    /// <summary>Loads the newest checkpoint that is whole.</summary>
    /// <param name="pretraining">Its weights and moments are overwritten.</param>
    /// <param name="configuration">Hash that the checkpoint must have been made under.</param>
    /// <param name="cacheFolder">Where files of a remote store are put meanwhile.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The state loaded; null when there is no whole checkpoint.</returns>
    /// <exception cref="JobException">The checkpoint was made by another configuration.</exception>
    public async Task<TrainingState?> ResumeAsync(
        Pretraining pretraining, string configuration, string cacheFolder, CancellationToken cancellationToken)
    {
        foreach (var step in await checkpoints.StepsAsync(cancellationToken))
        {
            var folder = Path.Combine(cacheFolder, $"resume-{Guid.NewGuid():N}");
            try
            {
                if (await checkpoints.FetchAsync(step, folder, cancellationToken) is not { } files) continue;
                var state = await ReadStateAsync(files[CheckpointFiles.State], cancellationToken);
                if (state.Configuration != configuration) throw OtherConfiguration(step);
                Load(pretraining, files);
                (pretraining.Step, pretraining.NextBatch, pretraining.Guard.Mean) = (state.Step, state.NextBatch, state.MeanLoss);
                return state;
            }
            finally
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        }
        return null;
    }

    private JobException OtherConfiguration(long step) => new(
        $"spec.checkpoint.uri '{checkpointUri}' holds a checkpoint of another configuration (step {step}: its model, data or "
        + "pretraining differ from this job's); give the job an empty folder of its own, or remove the old checkpoints.");

    private static async Task<TrainingState> ReadStateAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<TrainingState>(stream, ContractJson.Options, cancellationToken)
            ?? throw new InvalidDataException($"{path} is empty.");
    }

    private static void Load(Pretraining pretraining, IReadOnlyDictionary<string, string> files)
    {
        var (parameters, optimizer) = (pretraining.Parameters, pretraining.Optimizer);
        using var model = SafetensorsFile.Open(files[CheckpointFiles.Model]);
        using var moments = SafetensorsFile.Open(files[CheckpointFiles.Optimizer]);
        Read(model, parameters, "", parameters.Values);
        Read(moments, parameters, FirstMoment, optimizer.FirstMoment);
        Read(moments, parameters, SecondMoment, optimizer.SecondMoment);
        if (pretraining.Average is { } average) Read(moments, parameters, Average, average.Values);
    }

    private static unsafe void Read(SafetensorsFile file, ParameterBuffer parameters, string suffix, Tensor buffer) =>
        TensorMemory.Write(buffer, memory =>
        {
            foreach (var parameter in parameters.Parameters)
                file.Read(parameter.Name + suffix, parameter.Shape, (float*)memory + parameters.OffsetOf(parameter.Name));
        });
}
