using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace GptTrainer.Checkpoints;

/// <summary>A safetensors file open for reading.</summary>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly string path;
    private readonly long dataStart;
    private readonly Dictionary<string, SafetensorsEntry> entries;

    private SafetensorsFile(SafeFileHandle handle, string path, long dataStart, IReadOnlyList<SafetensorsEntry> entries)
    {
        this.handle = handle;
        this.path = path;
        this.dataStart = dataStart;
        this.entries = entries.ToDictionary(entry => entry.Name);
    }

    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <exception cref="InvalidDataException">The file is malformed; the message names it and the fault.</exception>
    public static SafetensorsFile Open(string path)
    {
        var handle = File.OpenHandle(path);
        try
        {
            var header = ReadHeader(handle);
            var dataStart = sizeof(long) + header.Length;
            return new SafetensorsFile(handle, path, dataStart,
                SafetensorsHeader.Parse(header, RandomAccess.GetLength(handle) - dataStart));
        }
        catch (InvalidDataException fault)
        {
            handle.Dispose();
            throw Fault(path, fault.Message);
        }
    }

    /// <summary>Copies a float32 tensor.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <param name="destination">Memory for as many elements as the shape has.</param>
    /// <exception cref="InvalidDataException">It is missing, of another type or of another shape.</exception>
    public unsafe void Read(string name, IReadOnlyList<long> shape, float* destination)
    {
        if (!entries.TryGetValue(name, out var entry)) throw Fault(path, $"tensor '{name}' is missing");
        if (entry.Type != "F32") throw Fault(path, $"tensor '{name}' is of type {entry.Type}; only F32 can be read");
        if (!entry.Shape.SequenceEqual(shape))
            throw Fault(path, $"tensor '{name}' has the shape [{string.Join(", ", entry.Shape)}], not [{string.Join(", ", shape)}]");
        var target = (byte*)destination;
        for (var (position, end) = (dataStart + entry.Begin, dataStart + entry.End); position < end;)
        {
            // A span of the whole could not be longer than 2 GiB.
            var span = new Span<byte>(target, (int)Math.Min(end - position, 1 << 30));
            var read = RandomAccess.Read(handle, span, position);
            if (read == 0) throw Fault(path, "it became shorter while it was read");
            position += read;
            target += read;
        }
    }

    public void Dispose() => handle.Dispose();

    private static byte[] ReadHeader(SafeFileHandle handle)
    {
        var length = RandomAccess.GetLength(handle);
        Span<byte> size = stackalloc byte[sizeof(long)];
        if (length < size.Length || RandomAccess.Read(handle, size, 0) < size.Length)
            throw new InvalidDataException("it is shorter than a header's length field");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (headerLength > SafetensorsHeader.LargestHeader || (long)headerLength > length - size.Length)
            throw new InvalidDataException($"its header claims {headerLength} bytes, more than the file or the format allows");
        var header = new byte[headerLength];
        for (var done = 0; done < header.Length;)
        {
            var read = RandomAccess.Read(handle, header.AsSpan(done), sizeof(long) + done);
            if (read == 0) throw new InvalidDataException("it became shorter while it was read");
            done += read;
        }
        return header;
    }

    private static InvalidDataException Fault(string path, string message) =>
        new($"{path} is not a usable safetensors file: {message}.");
}
