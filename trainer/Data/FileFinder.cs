using System.IO.Enumeration;
using Microsoft.Extensions.FileSystemGlobbing;

namespace GptTrainer.Data;

/// <summary>
/// Files beneath a folder by glob, hidden ones aside. Links to folders are not followed, as they may lead round in a
/// circle; links to files are, as Kubernetes mounts config maps that way.
/// </summary>
internal static class FileFinder
{
    /// <summary>
    /// The files whose path below <paramref name="folder"/> matches <paramref name="include"/> and no exclude, in
    /// ordinal order of these paths.
    /// </summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="include">A glob relative to the folder.</param>
    /// <param name="exclude">
    /// Globs relative to the folder, or starting with the folder as the source's uri writes it.
    /// </param>
    public static IReadOnlyList<string> Below(string folder, string include, IReadOnlyList<string> exclude)
    {
        var relative = exclude.Select(glob => WithoutPrefix(glob, folder)).ToList();
        var wanted = new Matcher(StringComparison.Ordinal).AddInclude(include);
        wanted.AddExcludePatterns(relative);
        var closed = new Matcher(StringComparison.Ordinal);
        closed.AddIncludePatterns(relative.Where(glob => glob.EndsWith("/**", StringComparison.Ordinal)));

        var root = Path.GetFullPath(folder);
        return [.. Walk(root, closed)
            .Select(path => (Path: path, Relative: RelativeTo(root, path)))
            .Where(file => wanted.Match(file.Relative).HasMatches)
            .OrderBy(file => file.Relative, StringComparer.Ordinal)
            .Select(file => file.Path)];
    }

    private static FileSystemEnumerable<string> Walk(string root, Matcher closed)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        return new FileSystemEnumerable<string>(root, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !entry.FileName.StartsWith('.'),
            // What lies beneath an excluded folder would be dropped one by one anyway; not entering it saves a walk
            // through, say, node_modules.
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                !entry.FileName.StartsWith('.')
                && (entry.Attributes & FileAttributes.ReparsePoint) == 0
                && !closed.Match(RelativeTo(root, entry.ToFullPath()) + "/file").HasMatches,
        };
    }

    private static string WithoutPrefix(string glob, string folder)
    {
        var prefix = folder.TrimEnd('/') + "/";
        return glob.StartsWith(prefix, StringComparison.Ordinal) ? glob[prefix.Length..] : glob;
    }

    private static string RelativeTo(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');
}
