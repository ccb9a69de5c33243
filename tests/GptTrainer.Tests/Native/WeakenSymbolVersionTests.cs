using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using GptTrainer.Native;

namespace GptTrainer.Tests.Native;

public sealed class WeakenSymbolVersionTests
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Marker = "_ZSt21ios_base_library_initv";

    [Fact]
    public void Only_the_named_version_becomes_weak()
    {
        var image = CraftedLibrary(Marker);
        var before = (byte[])image.Clone();

        Assert.True(WeakenSymbolVersion.Weaken(image, Version, Marker));

        var changed = Enumerable.Range(0, image.Length).Where(i => image[i] != before[i]).ToArray();
        var flags = Assert.Single(changed);
        Assert.Equal(FirstAuxiliary + 16 + 4, flags);
        Assert.Equal(2, image[flags]);
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        var image = CraftedLibrary(Marker);
        WeakenSymbolVersion.Weaken(image, Version, Marker);
        Assert.False(WeakenSymbolVersion.Weaken(image, Version, Marker));
    }

    [Fact]
    public void A_version_that_is_not_needed_changes_nothing() =>
        Assert.False(WeakenSymbolVersion.Weaken(CraftedLibrary(Marker), "GLIBCXX_9.9", Marker));

    [Fact]
    public void A_version_that_another_symbol_needs_is_refused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => WeakenSymbolVersion.Weaken(CraftedLibrary("memcpy"), Version, Marker));
        Assert.Contains("memcpy", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = CraftedLibrary(Marker);
        // The end of the last header holds nothing that matters here.
        for (var length = 0; length < Headers + 3 * 64; length++)
        {
            var cut = whole[..length];
            Assert.ThrowsAny<InvalidDataException>(() => WeakenSymbolVersion.Weaken(cut, Version, Marker));
        }
    }

    [Fact]
    public void The_library_in_the_output_loads()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux has the library with this version.");
        var folder = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");
        Assert.Equal(6f, TorchSharp.torch.ones(2, 3).sum().item<float>());
        Assert.True(NativeLibrary.TryLoad(Path.Combine(folder, "libLibTorchSharp.so"), out _));
    }

    private const int Names = 64;
    private const int Symbols = 256;
    private const int SymbolIndices = 320;
    private const int Needs = 352;
    private const int FirstAuxiliary = Needs + 16;
    private const int Headers = 448;

    /// <summary>The tables that matter, and nothing else: two symbols, two versions of one library.</summary>
    private static byte[] CraftedLibrary(string boundSymbol)
    {
        var image = new byte[Headers + 4 * 64];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(image, 0);
        Put64(image, 0x28, Headers);
        Put16(image, 0x3a, 64);
        Put16(image, 0x3c, 4);
        Text(image, Names + 1, "libstdc++.so.6");
        Text(image, Names + 20, "GLIBCXX_3.4");
        Text(image, Names + 40, Version);
        Text(image, Names + 60, "other");
        Text(image, Names + 70, boundSymbol);
        Put32(image, Symbols, 60);
        Put32(image, Symbols + 24, 70);
        Put16(image, SymbolIndices, 2);
        Put16(image, SymbolIndices + 2, 3);
        Put16(image, Needs + 2, 2);
        Put32(image, Needs + 8, 16);
        Auxiliary(image, FirstAuxiliary, index: 2, name: 20, next: 16);
        Auxiliary(image, FirstAuxiliary + 16, index: 3, name: 40, next: 0);
        Section(image, 0, type: 3, Names, 192, link: 0, info: 0);
        Section(image, 1, type: 11, Symbols, 48, link: 0, info: 0);
        Section(image, 2, type: 0x6fffffff, SymbolIndices, 4, link: 1, info: 0);
        Section(image, 3, type: 0x6ffffffe, Needs, 48, link: 0, info: 1);
        return image;
    }

    private static void Auxiliary(byte[] image, int at, ushort index, uint name, uint next)
    {
        Put16(image, at + 6, index);
        Put32(image, at + 8, name);
        Put32(image, at + 12, next);
    }

    private static void Section(byte[] image, int index, uint type, ulong offset, ulong size, uint link, uint info)
    {
        var at = Headers + 64 * index;
        Put32(image, at + 4, type);
        Put64(image, at + 24, offset);
        Put64(image, at + 32, size);
        Put32(image, at + 40, link);
        Put32(image, at + 44, info);
    }

    private static void Put16(byte[] image, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);

    private static void Put32(byte[] image, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);

    private static void Put64(byte[] image, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);

    private static void Text(byte[] image, int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(image, at);
}
