namespace GptOperator.Local.Pods;

/// <summary>Notes, for one running container, how far its log has grown and when.</summary>
internal sealed class LogStamper
{
    private readonly ContainerFiles _files;
    private readonly Lock _gate = new();
    private long _length;
    private bool _ended;

    public LogStamper(ContainerFiles files)
    {
        _files = files;
        _length = File.Exists(files.Times) ? LogTimes.Read(files).Length : 0;
    }

    /// <summary>Adds an entry when the log has grown. The file's own time is used: it is nearer than that of the look.</summary>
    public void Stamp()
    {
        lock (_gate)
        {
            var log = new FileInfo(_files.Log);
            if (_ended || !log.Exists || log.Length <= _length)
                return;
            _length = log.Length;
            using var times = new FileStream(_files.Times, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            times.Write(LogTimes.Encode(_length, log.LastWriteTimeUtc));
        }
    }

    /// <summary>The process has ended: readers that follow may stop at the end of the log.</summary>
    public void End()
    {
        Stamp();
        lock (_gate)
        {
            _ended = true;
            if (Directory.Exists(_files.Folder))
                File.WriteAllBytes(_files.End, []);
        }
    }
}
