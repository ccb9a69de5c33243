using System.Text.Json;

namespace GptOperator.Local.Pods;

/// <summary>A pod's record on disk: how the next life of the runner finds this one's processes again.</summary>
internal static class PodStateFile
{
    /// <returns>Null when there is none, or none that can be read.</returns>
    public static PodRecord? Read(PodFolder folder)
    {
        try
        {
            return File.Exists(folder.State) ? JsonSerializer.Deserialize<PodRecord>(File.ReadAllBytes(folder.State)) : null;
        }
        catch (JsonException)
        {
            return null; // written by another version
        }
    }

    /// <summary>Replaces the file as a whole, so that a crash leaves the old or the new one.</summary>
    public static void Write(PodFolder folder, PodRecord record)
    {
        Directory.CreateDirectory(folder.Root);
        var temporary = folder.State + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(record));
        File.Move(temporary, folder.State, overwrite: true);
    }
}
