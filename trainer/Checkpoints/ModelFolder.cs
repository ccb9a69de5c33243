using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Checkpoints;

/// <summary>A model read from a local folder in Hugging Face's layout.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly ParameterBuffer parameters;

    private ModelFolder(GptConfig config, ParameterBuffer parameters)
    {
        this.parameters = parameters;
        Model = new GptModel(config, parameters);
    }

    public GptModel Model { get; }

    /// <param name="folder">As <see cref="ModelExport"/> writes it.</param>
    /// <param name="device">Where the model is to compute. Default: the processor.</param>
    /// <exception cref="InvalidDataException">A file is missing, malformed, or of another kind of model.</exception>
    public static ModelFolder Load(string folder, Device? device = null)
    {
        var config = HuggingFaceConfig.Read(Require(folder, "config.json"));
        using var file = SafetensorsFile.Open(Require(folder, CheckpointFiles.Model));
        var parameters = new ParameterBuffer(GptParameters.Of(config), device);
        try
        {
            HuggingFaceWeights.Read(file, parameters);
            return new ModelFolder(config, parameters);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Model.Dispose();
        parameters.Dispose();
    }

    private static string Require(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path
            : throw new InvalidDataException($"MODEL_DIR '{folder}' has no {name}; give the folder 'model' of a finished job.");
    }
}
