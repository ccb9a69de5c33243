using System.Runtime.CompilerServices;

namespace GptTrainer.Data;

/// <summary>A source that was read once and is known to its digest.</summary>
internal sealed class CorpusSource
{
    private readonly SourceReader _reader;
    private readonly long _trainCharacters;

    private CorpusSource(SourceField field, SourceReader reader, SourceMeasure measure, double validationFraction)
    {
        Field = field;
        Measure = measure;
        _reader = reader;
        _trainCharacters = SplitPoint.TrainCharacters(measure.Characters, validationFraction);
    }

    public SourceField Field { get; }

    public SourceMeasure Measure { get; }

    /// <summary>Reads the source for its size and digest.</summary>
    /// <exception cref="DataException">The source cannot be read or holds no text.</exception>
    public static async Task<CorpusSource> MeasureAsync(
        SourceFiles files, bool joinByNewline, double validationFraction, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var reader = new SourceReader(files, joinByNewline);
        var measure = new SourceMeasure();
        await foreach (var chunk in reader.ReadAsync(measure, cancellationToken))
            progress.Read(chunk.Bytes);
        return new CorpusSource(files.Field, reader, measure, validationFraction);
    }

    /// <summary>Reads the source again: first what trains, then what is held back.</summary>
    /// <exception cref="DataException">The text is not what it was.</exception>
    public async IAsyncEnumerable<CorpusText> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var measure = new SourceMeasure();
        var left = _trainCharacters;
        await foreach (var chunk in _reader.ReadAsync(measure, cancellationToken))
        {
            if (left > 0 && left < chunk.Characters)
            {
                var (before, after) = SplitPoint.Cut(chunk.Text, left);
                yield return new CorpusText(before, IsValidation: false, 0, EndsDocument: false);
                yield return new CorpusText(after, IsValidation: true, chunk.Bytes, chunk.EndsDocument);
            }
            else
            {
                // An empty chunk only ends its document, and belongs with what it ends.
                var isValidation = chunk.Characters == 0 ? left < 0 : left <= 0;
                yield return new CorpusText(chunk.Text, isValidation, chunk.Bytes, chunk.EndsDocument);
            }
            left -= chunk.Characters;
        }
        if (measure != Measure)
            throw Field.Fault("changed while it was read; let its writer finish, then run the job again", passing: true);
    }
}
