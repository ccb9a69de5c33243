using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;

namespace GptTrainer.Native;

/// <summary>
/// Build task: copies an ELF library and marks one version that it needs as weak (VER_FLG_WEAK in .gnu.version_r),
/// so that the dynamic loader no longer refuses the library where that version does not exist.
/// </summary>
/// <remarks>
/// libLibTorchSharp.so names GLIBCXX_3.4.32 for one symbol that nothing calls, the marker with which newer compilers
/// ask for initialised iostreams. Systems with an older libstdc++ lack that version and would not load the library.
/// The loader leaves weak versions unchecked, and the symbol is never bound because no relocation refers to it.
/// The build compiles this file by itself, so it keeps to netstandard2.0.
/// </remarks>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    private const uint DynamicSymbols = 11;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;
    private const ushort WeakFlag = 2;
    private const int SymbolSize = 24;

    /// <summary>The library as its package brought it; it is only read.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>Where the changed copy goes.</summary>
    [Required]
    public string Destination { get; set; } = "";

    /// <summary>The version to mark, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <summary>The only symbol that may be bound to that version.</summary>
    [Required]
    public string Symbol { get; set; } = "";

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Source);
        try
        {
            Weaken(image, Version, Symbol);
        }
        catch (InvalidDataException fault)
        {
            Log.LogError(Source + ": " + fault.Message);
            return false;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination)) ?? ".");
        // Two projects may build at once: a reader sees a whole file or none.
        var partial = Destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(partial, image);
        if (File.Exists(Destination)) File.Delete(Destination);
        File.Move(partial, Destination);
        return true;
    }

    /// <summary>Sets the weak flag in place. Returns false when it was set already or the version is not needed.</summary>
    /// <exception cref="InvalidDataException">Not a 64-bit little-endian ELF file, a table leaves the file, or another
    /// symbol is bound to the version, which would then crash when called.</exception>
    public static bool Weaken(byte[] image, string version, string symbol)
    {
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F')
            throw new InvalidDataException("this is not an ELF file.");
        if (image[4] != 2 || image[5] != 1)
            throw new InvalidDataException("only 64-bit little-endian ELF files are supported.");
        var needs = FindSection(image, VersionNeeds);
        if (needs < 0) return false;
        var auxiliary = FindVersion(image, needs, version);
        if (auxiliary < 0) return false;
        var flags = U16(image, auxiliary + 4);
        if ((flags & WeakFlag) != 0) return false;
        RefuseOtherSymbols(image, U16(image, auxiliary + 6), version, symbol);
        image[auxiliary + 4] = (byte)(flags | WeakFlag);
        return true;
    }

    private static int FindVersion(byte[] image, int section, string version)
    {
        var names = LinkedOffset(image, section);
        var need = Offset(image, section + 24);
        for (var n = U32(image, section + 44); n > 0; n--)
        {
            var auxiliary = At(image, need, U32(image, need + 8));
            for (var a = U16(image, need + 2); a > 0; a--)
            {
                if (Text(image, At(image, names, U32(image, auxiliary + 8))) == version) return auxiliary;
                auxiliary = At(image, auxiliary, U32(image, auxiliary + 12));
            }
            need = At(image, need, U32(image, need + 12));
        }
        return -1;
    }

    private static void RefuseOtherSymbols(byte[] image, ushort index, string version, string symbol)
    {
        var versions = FindSection(image, SymbolVersions);
        var symbols = FindSection(image, DynamicSymbols);
        if (versions < 0 || symbols < 0) throw new InvalidDataException("its symbol table is missing.");
        var names = LinkedOffset(image, symbols);
        var count = Offset(image, versions + 32) / 2;
        for (var i = 0; i < count; i++)
        {
            // The highest bit only hides the symbol from others.
            if ((U16(image, Offset(image, versions + 24) + 2 * i) & 0x7fff) != index) continue;
            var entry = At(image, Offset(image, symbols + 24), (uint)(i * SymbolSize));
            var name = Text(image, At(image, names, U32(image, entry)));
            if (name != symbol)
                throw new InvalidDataException($"symbol {name} needs {version} too, so the version cannot be made weak; "
                    + "use a system whose libstdc++ has it.");
        }
    }

    private static int FindSection(byte[] image, uint type)
    {
        var count = U16(image, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var header = SectionHeader(image, (uint)i);
            if (U32(image, header + 4) == type) return header;
        }
        return -1;
    }

    private static int SectionHeader(byte[] image, uint index) =>
        At(image, Offset(image, 0x28), index * U16(image, 0x3a));

    private static int LinkedOffset(byte[] image, int section) =>
        Offset(image, SectionHeader(image, U32(image, section + 40)) + 24);

    private static int Offset(byte[] image, int at)
    {
        Check(image, at, 8);
        return At(image, 0, BitConverter.ToUInt64(image, at));
    }

    private static int At(byte[] image, int start, ulong distance)
    {
        if (distance > (ulong)(image.Length - start)) throw new InvalidDataException("a table points outside the file.");
        return start + (int)distance;
    }

    private static ushort U16(byte[] image, int at)
    {
        Check(image, at, 2);
        return BitConverter.ToUInt16(image, at);
    }

    private static uint U32(byte[] image, int at)
    {
        Check(image, at, 4);
        return BitConverter.ToUInt32(image, at);
    }

    private static void Check(byte[] image, int at, int size)
    {
        if (at < 0 || at > image.Length - size) throw new InvalidDataException("a table points outside the file.");
    }

    private static string Text(byte[] image, int at)
    {
        var end = Array.IndexOf(image, (byte)0, at);
        if (end < 0) throw new InvalidDataException("a name does not end inside the file.");
        return Encoding.ASCII.GetString(image, at, end - at);
    }
}
