namespace GptTrainer.Tests;

/// <summary>An empty folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gpt-trainer-test-").FullName;

    /// <summary>Writes a file, its folders too, and gives its path.</summary>
    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Every file beneath, by relative path, with its bytes in hexadecimal.</summary>
    public IReadOnlyDictionary<string, string> Contents(string below = "")
    {
        var root = System.IO.Path.Combine(Path, below);
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(file => System.IO.Path.GetRelativePath(root, file), file => Convert.ToHexString(File.ReadAllBytes(file)));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
