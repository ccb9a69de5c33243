using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace GptTrainer.Data;

/// <summary>Streams the text of a source's documents, one after the other.</summary>
/// <param name="files">The source.</param>
/// <param name="joinByNewline">
/// Whether a document that ends without a newline gets one when another follows: for tokenizers that have no token to
/// end documents with.
/// </param>
internal sealed class SourceReader(SourceFiles files, bool joinByNewline)
{
    /// <summary>Reads everything and adds what it finds to <paramref name="measure"/> on the way.</summary>
    /// <exception cref="DataException">A file cannot be read, or there is no text.</exception>
    public async IAsyncEnumerable<TextChunk> ReadAsync(SourceMeasure measure, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var digests = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var last = '\n';
        foreach (var path in files.Paths)
        {
            var file = new TextFileReader(path);
            if (!await Guard(path, () => IsTextAsync(path, file, measure, cancellationToken)))
                continue;
            await using var chunks = file.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            for (var first = true; await Guard(path, () => chunks.MoveNextAsync().AsTask()); first = false)
            {
                var chunk = chunks.Current;
                if (first && joinByNewline && last != '\n')
                    chunk = chunk with { Text = "\n" + chunk.Text, Characters = chunk.Characters + 1 };
                if (chunk.Text.Length > 0)
                    last = chunk.Text[^1];
                measure.Characters += chunk.Characters;
                measure.Documents += chunk.EndsDocument ? 1 : 0;
                yield return chunk;
            }
            measure.Bytes += file.Bytes;
            measure.InvalidSequences += file.InvalidSequences;
            digests.AppendData(file.Sha256);
        }
        if (measure.Characters == 0)
            throw files.Field.Fault("holds no text: every file is empty or binary; give UTF-8 text");
        measure.Sha256 = Convert.ToHexStringLower(digests.GetHashAndReset());
    }

    private async Task<bool> IsTextAsync(string path, TextFileReader file, SourceMeasure measure, CancellationToken cancellationToken)
    {
        // By size before it is opened: a pipe or socket has none, and opening one could wait for ever.
        if (new FileInfo(path).Length == 0)
        {
            measure.EmptyFiles++;
            return !files.Named ? false : throw files.Field.Fault("is empty; give a file with text");
        }
        if (await file.IsBinaryAsync(cancellationToken))
        {
            measure.BinaryFiles++;
            return !files.Named ? false : throw files.Field.Fault("is not UTF-8 text (it holds zero bytes, as binary files and UTF-16 do); convert it to UTF-8");
        }
        return true;
    }

    private async Task<T> Guard<T>(string path, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw files.Field.Fault($"has a file that cannot be read, '{path}' ({exception.Message.ReplaceLineEndings(" ")}); let the trainer's user read it, or leave it out with exclude", inner: exception);
        }
    }
}
