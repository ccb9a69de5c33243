using GptTrainer.Models;
using GptTrainer.Training;

namespace GptTrainer.Checkpoints;

/// <summary>
/// A copy of weights and moments that stays still while training goes on. Made once and taken again for every
/// checkpoint; arrays hold up to 2^31 elements, more than any preset has.
/// </summary>
internal sealed class CheckpointSnapshot(Pretraining pretraining)
{
    private readonly ParameterBuffer parameters = pretraining.Parameters;
    private readonly float[] values = Reserve(pretraining.Parameters);
    private readonly float[] firstMoments = Reserve(pretraining.Parameters);
    private readonly float[] secondMoments = Reserve(pretraining.Parameters);
    private readonly float[]? averages = pretraining.Average is null ? null : Reserve(pretraining.Parameters);

    /// <summary>The state that belongs to the copy.</summary>
    public TrainingState State { get; private set; } = null!;

    public IEnumerable<SafetensorsTensor> Model => Tensors(values, "");

    public IEnumerable<SafetensorsTensor> Optimizer =>
        Tensors(firstMoments, CheckpointReader.FirstMoment)
            .Concat(Tensors(secondMoments, CheckpointReader.SecondMoment))
            .Concat(averages is null ? [] : Tensors(averages, CheckpointReader.Average));

    public void Take(TrainingState state)
    {
        TensorMemory.CopyTo(parameters.Values, values);
        TensorMemory.CopyTo(pretraining.Optimizer.FirstMoment, firstMoments);
        TensorMemory.CopyTo(pretraining.Optimizer.SecondMoment, secondMoments);
        if (averages is not null) TensorMemory.CopyTo(pretraining.Average!.Values, averages);
        State = state;
    }

    private static float[] Reserve(ParameterBuffer parameters)
    {
        var array = GC.AllocateUninitializedArray<float>(checked((int)parameters.Length), pinned: true);
        // Touched now: memory that is lacking should end the training before its first step, not at its first checkpoint.
        Array.Fill(array, 0f);
        return array;
    }

    private IEnumerable<SafetensorsTensor> Tensors(float[] source, string suffix) => parameters.Parameters.Select(
        parameter => new SafetensorsTensor(parameter.Name + suffix, parameter.Shape,
            source.AsMemory((int)parameters.OffsetOf(parameter.Name), (int)parameter.Elements)));
}
