using System.Text.RegularExpressions;

namespace GptOperator.Local.Pods;

/// <summary>
/// Lets a process use a pod's mounts without being root. A path such as <c>/etc/gptoperator</c> cannot be mounted for
/// one unprivileged process on every system, so each volume lives in a folder of its own, and every mention of a mount
/// path in the container's env values, command, args, working directory, probes and hooks is replaced by that folder.
/// What a program has compiled in, or reads from a file, is not replaced: such a path must be told to it.
/// </summary>
internal sealed class PathRewriter
{
    private readonly Dictionary<string, string> _targets;
    private readonly Regex? _pattern;

    /// <param name="targets">Real paths by mount path; both absolute.</param>
    public PathRewriter(IEnumerable<KeyValuePair<string, string>> targets)
    {
        _targets = targets.Where(pair => pair.Key.Trim('/').Length > 0)
            .ToDictionary(pair => pair.Key.TrimEnd('/'), pair => pair.Value, StringComparer.Ordinal);
        if (_targets.Count == 0)
            return;
        // The longest first, so that a mount within a mount wins. A path starts where no other path goes on (but after
        // the slashes of file://), and ends at a slash or where a name cannot go on.
        var names = string.Join('|', _targets.Keys.OrderByDescending(path => path.Length).Select(Regex.Escape));
        _pattern = new Regex($@"(?:(?<=file://)|(?<![\w./~-]))(?:{names})(?=/|$|[^\w.-])", RegexOptions.CultureInvariant);
    }

    public string Rewrite(string text) => _pattern?.Replace(text, match => _targets[match.Value]) ?? text;
}
