namespace GptTrainer.Data;

/// <summary>Turns bytes read in the passes over the sources into one share of the whole stage.</summary>
/// <param name="totalBytes">Sizes of all sources together.</param>
/// <param name="report">Called after each step.</param>
internal sealed class ProgressMeter(long totalBytes, Action<PrepareProgress> report)
{
    private double _passStart;
    private double _passShare;
    private long _passBytes;
    private PrepareProgress _last = PrepareProgress.None;

    /// <summary>Begins a pass that takes the given share of the stage's time.</summary>
    public void StartPass(double share)
    {
        _passStart += _passShare;
        _passShare = share;
        _passBytes = 0;
        Report(_last with { Fraction = _passStart });
    }

    /// <summary>Notes text that a pass has gone through.</summary>
    public void Read(long bytes)
    {
        _passBytes += bytes;
        var done = totalBytes == 0 ? 1 : Math.Min(1, (double)_passBytes / totalBytes);
        Report(_last with { Fraction = _passStart + _passShare * done });
    }

    /// <summary>Notes how many documents there are in all.</summary>
    public void Count(long totalDocuments) => Report(_last with { TotalDocuments = totalDocuments });

    /// <summary>Notes what has been written of the dataset.</summary>
    public void Written(long documents, long bytes, long tokens) =>
        Report(_last with { Documents = _last.Documents + documents, Bytes = _last.Bytes + bytes, Tokens = _last.Tokens + tokens });

    /// <summary>Notes that the dataset is complete, whether made now or found made.</summary>
    public void Finish(DatasetManifest manifest)
    {
        var documents = manifest.Sources.Sum(source => source.Documents);
        Report(new PrepareProgress(
            documents, documents, manifest.Sources.Sum(source => source.Bytes), manifest.Train.Tokens + manifest.Validation.Tokens, 1));
    }

    private void Report(PrepareProgress progress)
    {
        _last = progress;
        report(progress);
    }
}
