using System.CommandLine;
using static TorchSharp.torch;

namespace GptTrainer.Commands;

/// <summary>--device cpu|cuda.</summary>
internal static class DeviceOption
{
    private const string Cuda = "cuda";

    public static Option<string> Create()
    {
        var option = new Option<string>("--device") { Description = "cpu or cuda. Default: cpu.", DefaultValueFactory = _ => "cpu" };
        option.AcceptOnlyFromAmong("cpu", Cuda);
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<string>() == Cuda && !cuda.is_available())
                result.AddError($"--device is {Cuda}, but there is no CUDA device; use a trainer built with -p:TorchBackend=cuda on a machine with a GPU, or set it to cpu.");
        });
        return option;
    }

    /// <summary>The device; null for the processor.</summary>
    public static Device? Of(string? value) => value == Cuda ? CUDA : null;
}
