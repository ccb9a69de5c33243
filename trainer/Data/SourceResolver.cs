namespace GptTrainer.Data;

/// <summary>Finds, and for URLs fetches, what a source's uri stands for.</summary>
/// <param name="downloader">Fetches URLs.</param>
/// <param name="scratch">A folder for fetched files.</param>
internal sealed class SourceResolver(Downloader downloader, string scratch)
{
    /// <exception cref="DataException">There is no such file, folder, match or URL.</exception>
    public async Task<SourceFiles> ResolveAsync(SourceField field, CancellationToken cancellationToken)
    {
        var uri = field.Source.Uri;
        var separator = uri.IndexOf("://", StringComparison.Ordinal);
        switch (separator < 0 ? "" : uri[..separator].ToLowerInvariant())
        {
            case "http" or "https":
                var path = Path.Combine(scratch, $"source-{field.Index}");
                await downloader.DownloadAsync(field, path, cancellationToken);
                return new SourceFiles(field, [path], Named: true);
            case "":
                return ResolvePath(field, uri);
            case "file" when Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Host.Length == 0:
                return ResolvePath(field, parsed.LocalPath);
            case "file":
                throw field.Fault("names a host, not a file; write file:///PATH with three slashes, or a plain path");
            default:
                throw field.Fault("has an unknown scheme; give a path, file:///PATH or https://HOST/FILE");
        }
    }

    private static SourceFiles ResolvePath(SourceField field, string path)
    {
        try
        {
            if (File.Exists(path))
                return new SourceFiles(field, [path], Named: true);
            var found = Directory.Exists(path) ? FileFinder.Below(path, "**/*", field.Source.Exclude ?? [])
                : path.Contains('*', StringComparison.Ordinal) ? Matching(field, path)
                : throw field.Fault($"does not exist; give a file, a folder or a glob (relative paths start at {Directory.GetCurrentDirectory()})");
            return found.Count > 0
                ? new SourceFiles(field, found, Named: false)
                : throw field.Fault("holds no file that exclude leaves in; mend the path, the glob or exclude (files and folders whose names start with a dot are passed over)");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw field.Fault($"cannot be listed ({exception.Message.ReplaceLineEndings(" ")}); let the trainer's user read it", inner: exception);
        }
    }

    private static IReadOnlyList<string> Matching(SourceField field, string glob)
    {
        var parts = glob.Replace('\\', '/').Split('/');
        var fixedParts = parts.TakeWhile(part => !part.Contains('*', StringComparison.Ordinal)).ToArray();
        var folder = fixedParts switch
        {
            [] => ".",
            [""] => "/",
            _ => string.Join('/', fixedParts),
        };
        if (!Directory.Exists(folder))
            throw field.Fault($"matches nothing: there is no folder '{folder}'; mend the glob (relative paths start at {Directory.GetCurrentDirectory()})");
        return FileFinder.Below(folder, string.Join('/', parts[fixedParts.Length..]), field.Source.Exclude ?? []);
    }
}
