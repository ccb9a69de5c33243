using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>
/// All parameters of a model in one float32 buffer and all gradients in another, so that an optimizer walks memory once
/// and a checkpoint copies it once. Matrices between hidden layers come first, then the other decayed parameters.
/// </summary>
internal sealed class ParameterBuffer : IDisposable
{
    // 64 bytes: MKL gives the same bits from run to run only when its operands are equally aligned.
    private const int Alignment = 16;
    private readonly Dictionary<string, Slot> slots = [];
    private readonly List<Tensor> tensors = [];

    /// <param name="parameters">In the order in which the model names them.</param>
    /// <param name="device">Where the buffers lie. Default: in the computer's memory.</param>
    /// <exception cref="OutOfMemoryException">The buffers do not fit into memory.</exception>
    public ParameterBuffer(IReadOnlyList<ParameterSpec> parameters, Device? device = null)
    {
        (Parameters, Device) = (parameters, device ?? CPU);
        var ordered = parameters.OrderBy(parameter => parameter.IsHiddenMatrix ? 0 : parameter.Decayed ? 1 : 2).ToList();
        foreach (var parameter in ordered)
        {
            slots.Add(parameter.Name, new Slot(parameter, Length));
            Length += (parameter.Elements + Alignment - 1) / Alignment * Alignment;
            if (parameter.IsHiddenMatrix) HiddenLength = Length;
            if (parameter.Decayed) DecayedLength = Length;
        }
        Values = Keep(zeros(Length, ScalarType.Float32, Device));
        Gradients = Keep(zeros(Length, ScalarType.Float32, Device));
        foreach (var slot in slots.Values) slot.Tensor = Keep(Leaf(slot));
    }

    /// <summary>In the order in which the model names them.</summary>
    public IReadOnlyList<ParameterSpec> Parameters { get; }

    /// <summary>Where the buffers lie.</summary>
    public Device Device { get; }

    /// <summary>Elements in the buffer, with the gaps that align each parameter.</summary>
    public long Length { get; }

    /// <summary>Elements at the start that are matrices between hidden layers.</summary>
    public long HiddenLength { get; }

    /// <summary>Elements at the start that weight decay applies to.</summary>
    public long DecayedLength { get; }

    /// <summary>float32 (Length).</summary>
    public Tensor Values { get; }

    /// <summary>float32 (Length); backward passes add to it.</summary>
    public Tensor Gradients { get; }

    /// <summary>The parameter's view of <see cref="Values"/>, in its own shape.</summary>
    public Tensor this[string name] => slots[name].Tensor!;

    /// <summary>The parameter, or null when the model has none of that name.</summary>
    public Tensor? Find(string name) => slots.TryGetValue(name, out var slot) ? slot.Tensor : null;

    public long OffsetOf(string name) => slots[name].Offset;

    /// <summary>Draws the initial values; equal seeds give equal values on every device.</summary>
    public void Initialize(long seed)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (var parameter in Parameters)
        {
            var target = this[parameter.Name];
            if (parameter.InitialDeviation > 0) target.copy_(empty(parameter.Shape).normal_(0, parameter.InitialDeviation, generator));
            else target.fill_(parameter.InitialValue);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }

    private Tensor Leaf(Slot slot)
    {
        using var scope = NewDisposeScope();
        var leaf = View(Values, slot).detach().requires_grad_(true);
        // A gradient that exists is added to in place, so that all of them stay in the one buffer.
        leaf.grad = View(Gradients, slot);
        return leaf.MoveToOuterDisposeScope();
    }

    private static Tensor View(Tensor buffer, Slot slot) =>
        buffer.narrow(0, slot.Offset, slot.Parameter.Elements).view(slot.Parameter.Shape);

    private Tensor Keep(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        tensors.Add(tensor);
        return tensor;
    }

    private sealed class Slot(ParameterSpec parameter, long offset)
    {
        public ParameterSpec Parameter { get; } = parameter;

        public long Offset { get; } = offset;

        public Tensor? Tensor { get; set; }
    }
}
