using GptTrainer.Models;

namespace GptTrainer.Training;

/// <summary>A matrix that Muon makes orthogonal on its own, within the parameter buffer.</summary>
/// <param name="Offset">Of its first element.</param>
/// <param name="Rows">Of the stored matrix.</param>
/// <param name="Columns">Of the stored matrix.</param>
/// <param name="Stride">Elements from one row to the next.</param>
internal readonly record struct MuonMatrix(long Offset, int Rows, int Columns, int Stride)
{
    // GPT-2 stores queries, keys and values side by side in one matrix; each is an operator of its own.
    private const string Joined = ".c_attn.weight";
    private const int JoinedParts = 3;

    public static IReadOnlyList<MuonMatrix> Of(ParameterBuffer parameters) =>
        [.. parameters.Parameters.Where(parameter => parameter.IsHiddenMatrix).SelectMany(parameter => Parts(parameter, parameters.OffsetOf(parameter.Name)))];

    private static IEnumerable<MuonMatrix> Parts(ParameterSpec parameter, long offset)
    {
        var (rows, stride) = ((int)parameter.Shape[0], (int)parameter.Shape[1]);
        var parts = parameter.Name.EndsWith(Joined, StringComparison.Ordinal) ? JoinedParts : 1;
        return Enumerable.Range(0, parts).Select(part => new MuonMatrix(offset + part * (stride / parts), rows, stride / parts, stride));
    }
}
