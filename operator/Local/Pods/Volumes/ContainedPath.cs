namespace GptOperator.Local.Pods;

/// <summary>Paths that come from a pod's spec and must not leave the folder that they are meant for.</summary>
internal static class ContainedPath
{
    /// <exception cref="ContainerConfigException">The path is absolute or climbs out of the folder.</exception>
    public static string Combine(string folder, string relative)
    {
        if (Path.IsPathRooted(relative) || relative.Split('/').Contains(".."))
            throw new ContainerConfigException($"path \"{relative}\" must be relative and must not contain \"..\"");
        return Path.Combine(folder, relative);
    }
}
