using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Where a pod's files lie. No Kubernetes name has an underscore, so the parts cannot be confused.</summary>
internal sealed record PodFolder(string Root)
{
    public string State => Path.Combine(Root, "state.json");

    public static PodFolder Of(string dataDirectory, V1Pod pod) =>
        new(Path.Combine(All(dataDirectory), $"{pod.Namespace()}_{pod.Name()}_{pod.Uid()}"));

    /// <summary>The folder of the newest pod of that name, or null when none ran here.</summary>
    public static PodFolder? Find(string dataDirectory, string ns, string name)
    {
        var all = All(dataDirectory);
        var newest = Directory.Exists(all)
            ? new DirectoryInfo(all).EnumerateDirectories($"{ns}_{name}_*").MaxBy(folder => folder.CreationTimeUtc)
            : null;
        return newest is null ? null : new PodFolder(newest.FullName);
    }

    public static IEnumerable<PodFolder> Existing(string dataDirectory)
    {
        var all = All(dataDirectory);
        return Directory.Exists(all) ? Directory.EnumerateDirectories(all).Select(path => new PodFolder(path)) : [];
    }

    public static string Claims(string dataDirectory) => Path.Combine(dataDirectory, "claims");

    public ContainerFiles Container(string name, int restart) => new(Path.Combine(Root, "containers", name), restart);

    /// <summary>The files of the newest run, or of the one before; null when there was none.</summary>
    public ContainerFiles? Latest(string container, bool previous)
    {
        var folder = new DirectoryInfo(Path.Combine(Root, "containers", container));
        if (!folder.Exists)
            return null;
        var runs = folder.EnumerateFiles("*.log")
            .Select(file => int.TryParse(Path.GetFileNameWithoutExtension(file.Name), out var run) ? run : -1)
            .Where(run => run >= 0).OrderDescending().ToList();
        var index = previous ? 1 : 0;
        return runs.Count > index ? new ContainerFiles(folder.FullName, runs[index]) : null;
    }

    private static string All(string dataDirectory) => Path.Combine(dataDirectory, "pods");
}
