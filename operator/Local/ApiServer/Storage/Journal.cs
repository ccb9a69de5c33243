using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Storage;

/// <summary>
/// The objects on disk: a text file of one JSON record a line, appended to at each write and rewritten when most of it
/// is outdated. A write that was answered is with the operating system, so it outlives a killed process; the disk is
/// asked to have it within a second, so a power cut loses at most that. A torn last line is ignored.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const long SmallestWorthCompacting = 8 << 20;

    private readonly string _path;
    private readonly Timer _sync;
    private readonly Lock _file = new();
    private FileStream _stream;
    private long _compactAbove = SmallestWorthCompacting;
    private bool _dirty;

    public Journal(string path)
    {
        _path = path;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        // Not shared: two servers on one file would destroy it.
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _sync = new Timer(_ => Sync(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Reads what is there, cuts off a torn end, and leaves the file ready for appending.</summary>
    /// <exception cref="InvalidDataException">A record before the last cannot be read.</exception>
    public IReadOnlyList<JournalRecord> Replay()
    {
        var records = new List<JournalRecord>();
        _stream.Position = 0;
        var bytes = new byte[_stream.Length];
        _stream.ReadExactly(bytes);
        var start = 0;
        for (var number = 1; start < bytes.Length; number++)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) break;
            var record = Read(bytes.AsSpan(start, length));
            if (record is null && start + length + 1 < bytes.Length)
                throw new InvalidDataException($"{_path}: record {number} cannot be read; move the file away to start empty.");
            if (record is null) break;
            records.Add(record);
            start += length + 1;
        }

        _stream.SetLength(start);
        _stream.Position = start;
        return records;
    }

    public void Append(string key, StoredObject obj)
    {
        Span<byte> head = Encoding.UTF8.GetBytes($"{{\"key\":\"{key}\",\"revision\":{obj.Revision},\"object\":");
        Write([.. head, .. obj.Utf8.Span, .. "}\n"u8]);
    }

    public void AppendDeletion(string key, StoredObject obj) => Write(Encoding.UTF8.GetBytes(
        $"{{\"key\":\"{key}\",\"revision\":{obj.Revision},\"namespace\":\"{obj.Namespace}\",\"name\":\"{obj.Name}\"}}\n"));

    /// <summary>Rewrites the file with only the living objects once it is several times their size.</summary>
    public void CompactIfWorthwhile(long revision, Func<IEnumerable<(string Key, StoredObject Object)>> everything)
    {
        lock (_file)
        {
            if (_stream.Position < _compactAbove) return;
            var temporary = _path + ".new";
            var next = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            var previous = _stream;
            _stream = next;
            Write(Encoding.UTF8.GetBytes($"{{\"key\":\"\",\"revision\":{revision}}}\n"));
            foreach (var (key, obj) in everything()) Append(key, obj);
            next.Flush(flushToDisk: true);
            previous.Dispose();
            File.Move(temporary, _path, overwrite: true);
            _compactAbove = Math.Max(SmallestWorthCompacting, 4 * next.Position);
        }
    }

    public void Dispose()
    {
        _sync.Dispose();
        Sync();
        lock (_file) _stream.Dispose();
    }

    private static JournalRecord? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = Json.ParseObject(line);
            var revision = json["revision"].AsInteger() ?? 0;
            var obj = json["object"] is JsonObject found ? StoredObject.Freeze(found.Copy(), revision) : null;
            return new JournalRecord
            {
                Key = json.Text("key") ?? "",
                Revision = revision,
                Object = obj,
                Namespace = json.Text("namespace") ?? "",
                Name = json.Text("name"),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(byte[] bytes)
    {
        lock (_file)
        {
            _stream.Write(bytes);
            _stream.Flush();
            _dirty = true;
        }
    }

    private void Sync()
    {
        lock (_file)
        {
            if (!_dirty || !_stream.CanWrite) return;
            _stream.Flush(flushToDisk: true);
            _dirty = false;
        }
    }
}
