using System.Runtime.CompilerServices;
using GptTrainer.Data.Cleaning;

namespace GptTrainer.Data;

/// <summary>A source that was read once and is known to its digest.</summary>
internal sealed class CorpusSource
{
    private readonly SourceReader _reader;
    private readonly ChunkCleaner? _cleaner;
    private readonly double _validationFraction;

    private CorpusSource(SourceFiles files, bool joinByNewline, double validationFraction, ChunkCleaner? cleaner)
    {
        Field = files.Field;
        _reader = new SourceReader(files, joinByNewline);
        _cleaner = cleaner;
        _validationFraction = validationFraction;
    }

    public SourceField Field { get; }

    public SourceMeasure Measure { get; } = new();

    /// <summary>Unicode characters that are left after cleaning.</summary>
    public long Characters { get; private set; }

    /// <summary>What cleaning did, by rule; null without it.</summary>
    public IReadOnlyDictionary<string, long>? Cleaned { get; private set; }

    /// <summary>Reads the source for its size and digest.</summary>
    /// <exception cref="DataException">The source cannot be read or holds no text.</exception>
    public static async Task<CorpusSource> MeasureAsync(
        SourceFiles files, bool joinByNewline, double validationFraction, ChunkCleaner? cleaner, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var source = new CorpusSource(files, joinByNewline, validationFraction, cleaner);
        var tally = new CleaningTally();
        await foreach (var chunk in source.ReadChunksAsync(source.Measure, tally, cancellationToken))
        {
            source.Characters += chunk.Characters;
            progress.Read(chunk.Bytes);
        }
        source.Cleaned = cleaner is null ? null : tally.Counts;
        return source;
    }

    /// <summary>Reads the source again: first what trains, then what is held back.</summary>
    /// <exception cref="DataException">The text is not what it was.</exception>
    public async IAsyncEnumerable<CorpusText> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var measure = new SourceMeasure();
        var left = SplitPoint.TrainCharacters(Characters, _validationFraction);
        await foreach (var chunk in ReadChunksAsync(measure, new CleaningTally(), cancellationToken))
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

    private IAsyncEnumerable<TextChunk> ReadChunksAsync(SourceMeasure measure, CleaningTally tally, CancellationToken cancellationToken)
    {
        var chunks = _reader.ReadAsync(measure, cancellationToken);
        return _cleaner is null ? chunks : _cleaner.CleanAsync(chunks, tally, cancellationToken);
    }
}
