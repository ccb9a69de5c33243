namespace GptTrainer.Storage;

/// <summary>
/// Names of files in the making. A killed process leaves its own behind; as its lock goes with it, the next writer
/// can tell such a leftover from a file that another process is writing at this moment.
/// </summary>
internal static class TemporaryFiles
{
    private const string Ending = ".tmp";

    /// <summary>A fresh hidden name beside <paramref name="path"/>, so that the rename stays on one file system.</summary>
    public static string NameFor(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{Ending}");

    public static bool IsTemporary(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.StartsWith('.') && name.EndsWith(Ending, StringComparison.Ordinal);
    }

    /// <summary>Removes what dead writers of this very file left.</summary>
    public static void RemoveAbandoned(string path) =>
        Remove(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.*{Ending}");

    /// <summary>Removes what dead writers of any file in the folder left.</summary>
    public static void RemoveAbandonedIn(string folder) => Remove(folder, $".*{Ending}");

    private static void Remove(string folder, string pattern)
    {
        foreach (var path in Directory.EnumerateFiles(folder, pattern))
        {
            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
                File.Delete(path);
            }
            catch (IOException)
            {
                // Its writer lives.
            }
        }
    }
}
