using GptOperator.Crds.Spec;

namespace GptTrainer.Data;

/// <summary>A source with its place in the spec, for messages that name both.</summary>
internal sealed record SourceField(DataSource Source, int Index)
{
    /// <param name="fault">What is wrong and how to mend it, to follow the field and its value.</param>
    /// <param name="passing">Whether trying again later may help, the job unchanged.</param>
    /// <param name="inner">What the file system or the server said.</param>
    public DataException Fault(string fault, bool passing = false, Exception? inner = null) =>
        new($"spec.data.sources[{Index}].uri '{Source.Uri}' {fault}", passing, inner);
}
