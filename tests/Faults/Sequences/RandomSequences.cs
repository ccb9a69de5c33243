using CsCheck;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Sequences;

/// <summary>Random sequences, shrunk to the shortest that fails.</summary>
internal static class RandomSequences
{
    private static readonly Gen<(StepKind, int)[]> Steps = Gen.Select(Gen.Enum<StepKind>(), Gen.Int[0, 40]).Array[1, 50];

    /// <param name="count">how many</param>
    /// <param name="traits">the operator</param>
    /// <param name="seed">of an earlier failure, to see it again; null for new ones</param>
    /// <exception cref="CsCheckException">One failed; the message holds the shortest found and its seed.</exception>
    public static void Sample(int count, OperatorTraits traits, string? seed = null) => Steps.Sample(
        steps => Sequence.Play(steps, traits),
        iter: count,
        seed: seed,
        print: steps => string.Join("; ", steps.Select(step => $"{step.Item1} {step.Item2}")));
}
