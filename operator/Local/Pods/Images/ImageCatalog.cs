namespace GptOperator.Local.Pods;

/// <summary>
/// Maps image references to commands of this machine. An entry matches every reference whose repository ends in its
/// name, whatever the registry, tag and digest: <c>gpt-trainer</c> matches <c>ghcr.io/acme/gpt-trainer:0.1.0</c>.
/// The image <c>host</c> is always there and has no command of its own.
/// </summary>
public sealed class ImageCatalog
{
    /// <summary>The image of containers that bring their own command and run it as it is on this machine.</summary>
    public const string Host = "host";

    private readonly Dictionary<string, IReadOnlyList<string>> _commands = new(StringComparer.Ordinal);

    /// <param name="name">The last path segment of the repositories that it stands for.</param>
    /// <param name="command">The program's absolute path, then arguments that come before the container's.</param>
    public ImageCatalog Add(string name, params IReadOnlyList<string> command)
    {
        _commands[name] = command;
        return this;
    }

    /// <param name="entry"><c>NAME=PROGRAM</c>, as given on a command line.</param>
    /// <exception cref="FormatException">The entry has no name or no program.</exception>
    public ImageCatalog Add(string entry)
    {
        var at = entry.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0 || at == entry.Length - 1)
            throw new FormatException($"image {entry} is not NAME=PROGRAM; write for instance gpt-trainer=/usr/local/bin/gpt-trainer.");
        return Add(entry[..at], Path.GetFullPath(entry[(at + 1)..]));
    }

    /// <returns>The command behind the image (empty for <see cref="Host"/>), or null when no entry matches.</returns>
    public IReadOnlyList<string>? Find(string image)
    {
        var name = NameOf(image);
        return _commands.TryGetValue(name, out var command) ? command : name == Host ? [] : null;
    }

    /// <summary>
    /// The whole command line of a container: as in an image, <c>command</c> replaces the image's program and
    /// <c>args</c> follow. A <c>command</c> that starts with the image's name alone finds that program.
    /// </summary>
    /// <returns>Null when the image is unknown; empty when neither image nor container names a program.</returns>
    public IReadOnlyList<string>? CommandLine(string image, IEnumerable<string>? command, IEnumerable<string>? args)
    {
        if (Find(image) is not { } entry)
            return null;
        var own = command?.ToList() ?? [];
        if (own.Count == 0)
            own = [.. entry];
        else if (entry.Count > 0 && own[0] == NameOf(image))
            own = [.. entry, .. own.Skip(1)];
        return own.Count == 0 ? own : [.. own, .. args ?? []];
    }

    private static string NameOf(string image)
    {
        var repository = image.Split('@')[0];
        var last = repository[(repository.LastIndexOf('/') + 1)..];
        return last.Split(':')[0];
    }
}
