using GptOperator.Crds.Spec;
using GptTrainer.Models;
using GptTrainer.Training;

namespace GptTrainer.Checkpoints;

/// <summary>A model's weights as the transformers library stores them: the same names and layout, and biases always there.</summary>
internal static unsafe class HuggingFaceWeights
{
    private static readonly string[] Prefixes = ["transformer.", "model."];

    /// <summary>Copies of all weights. A GPT-2 model without biases gets zeros, which compute the same.</summary>
    public static IEnumerable<SafetensorsTensor> Of(GptConfig config, ParameterBuffer parameters) =>
        GptParameters.Of(config with { Bias = config.Architecture == ModelArchitecture.Gpt2 }).Select(parameter =>
            new SafetensorsTensor(parameter.Name, parameter.Shape, Copy(parameter, parameters)));

    /// <summary>Reads all weights of a file, whose names may lack the head model's prefix.</summary>
    /// <exception cref="InvalidDataException">A weight is missing or of another shape.</exception>
    public static void Read(SafetensorsFile file, ParameterBuffer parameters)
    {
        var names = file.Names.ToHashSet();
        TensorMemory.Write(parameters.Values, memory =>
        {
            foreach (var parameter in parameters.Parameters)
            {
                var prefix = Prefixes.FirstOrDefault(text => parameter.Name.StartsWith(text, StringComparison.Ordinal)) ?? "";
                file.Read(names.Contains(parameter.Name) ? parameter.Name : parameter.Name[prefix.Length..], parameter.Shape, (float*)memory + parameters.OffsetOf(parameter.Name));
            }
        });
    }

    private static float[] Copy(ParameterSpec parameter, ParameterBuffer parameters)
    {
        var copy = new float[parameter.Elements];
        if (parameters.Find(parameter.Name) is { } tensor) TensorMemory.CopyTo(tensor, copy);
        return copy;
    }
}
