using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GptTrainer.Native;

/// <summary>
/// PyTorch's <c>torch.use_deterministic_algorithms</c>, which TorchSharp declares but does not implement: operators whose
/// results depend on chance (attention's backward pass by atomic additions) take another algorithm, or fail where there is none.
/// </summary>
internal static unsafe class DeterministicAlgorithms
{
    // at::globalContext() and members of at::Context, as the Itanium C++ ABI names them: it passes `this` first.
    private const string Library = "libtorch_cpu.so";
    private const string GlobalContext = "_ZN2at13globalContextEv";
    private const string Set = "_ZN2at7Context26setDeterministicAlgorithmsEbb";
    private const string Get = "_ZNK2at7Context23deterministicAlgorithmsEv";

    public static bool IsRequired
    {
        get => ((delegate* unmanaged<nint, byte>)Function(Get))(Context()) != 0;
        set => ((delegate* unmanaged<nint, byte, byte, void>)Function(Set))(Context(), value ? (byte)1 : (byte)0, 0);
    }

    private static nint Context() => ((delegate* unmanaged<nint>)Function(GlobalContext))();

    private static nint Function(string name) => NativeLibrary.GetExport(NativeLibrary.Load(Library, typeof(Tensor).Assembly, null), name);
}
