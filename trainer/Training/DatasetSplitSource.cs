using GptTrainer.Data;

namespace GptTrainer.Training;

/// <summary>One split of a dataset as a run of tokens.</summary>
internal sealed class DatasetSplitSource : ITokenSource
{
    private readonly Reader reader;

    private DatasetSplitSource(long count, Reader reader) => (Count, this.reader) = (count, reader);

    private delegate void Reader(long position, Span<long> destination);

    public long Count { get; }

    public static DatasetSplitSource Train(TokenDataset dataset) => new(dataset.TrainTokens, dataset.ReadTrain);

    public static DatasetSplitSource Validation(TokenDataset dataset) => new(dataset.ValidationTokens, dataset.ReadValidation);

    public void Read(long position, Span<long> destination) => reader(position, destination);
}
