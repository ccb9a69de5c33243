using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;
using GptTrainer.Storage;

namespace GptTrainer.Checkpoints;

/// <summary>One stage's checkpoints in the job's store.</summary>
internal sealed partial class CheckpointStore(IObjectStore store, string stage, ILogger logger)
{
    private readonly string folder = $"{StoreLayout.Checkpoints}/{stage}/";

    public string Uri => store.UriOf(folder.TrimEnd('/'));

    public string UriOf(long step) => store.UriOf(StoreLayout.Checkpoint(stage, step));

    /// <summary>Writes and removes a small object, so that a store that cannot be written shows before any work is lost.</summary>
    /// <exception cref="StorageException">The store cannot be written.</exception>
    public async Task EnsureWritableAsync(CancellationToken cancellationToken)
    {
        var key = $"{folder}.writable";
        await store.WriteAsync(key, (stream, ct) => stream.WriteAsync("1"u8.ToArray(), ct).AsTask(), cancellationToken);
        await store.DeleteAsync(key, cancellationToken);
    }

    /// <summary>Writes a checkpoint; it exists once this returns, and not before.</summary>
    public async Task WriteAsync(CheckpointSnapshot snapshot, CancellationToken cancellationToken)
    {
        var target = StoreLayout.Checkpoint(stage, snapshot.State.Step);
        // What an earlier attempt left there is not this checkpoint until its own manifest says so.
        await store.DeleteAsync($"{target}/{CheckpointManifest.FileName}", cancellationToken);
        var files = new SortedDictionary<string, ManifestFile>(StringComparer.Ordinal)
        {
            [CheckpointFiles.Model] = await WriteFileAsync($"{target}/{CheckpointFiles.Model}",
                (stream, ct) => SafetensorsWriter.WriteAsync(stream, snapshot.Model, ct), cancellationToken),
            [CheckpointFiles.Optimizer] = await WriteFileAsync($"{target}/{CheckpointFiles.Optimizer}",
                (stream, ct) => SafetensorsWriter.WriteAsync(stream, snapshot.Optimizer, ct), cancellationToken),
            [CheckpointFiles.State] = await WriteFileAsync($"{target}/{CheckpointFiles.State}",
                (stream, ct) => JsonSerializer.SerializeAsync(stream, snapshot.State, ContractJson.Indented, ct), cancellationToken),
        };
        var manifest = new CheckpointManifest { Step = snapshot.State.Step, Files = files };
        await store.WriteAsync($"{target}/{CheckpointManifest.FileName}",
            (stream, ct) => JsonSerializer.SerializeAsync(stream, manifest, ContractJson.Indented, ct), cancellationToken);
    }

    /// <summary>The steps whose checkpoint has a manifest, newest first.</summary>
    public async Task<IReadOnlyList<long>> StepsAsync(CancellationToken cancellationToken)
    {
        var steps = new List<long>();
        await foreach (var item in store.ListAsync(folder, cancellationToken))
        {
            if (item.Key.EndsWith($"/{CheckpointManifest.FileName}", StringComparison.Ordinal) && StepOf(item.Key) is { } step)
                steps.Add(step);
        }
        return [.. steps.OrderDescending()];
    }

    /// <summary>
    /// The checkpoint's files as local, verified files by name; null, with a log line, when one is missing or differs
    /// from what the manifest says.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string>?> FetchAsync(long step, string cacheFolder, CancellationToken cancellationToken)
    {
        var source = StoreLayout.Checkpoint(stage, step);
        try
        {
            var manifest = await ReadManifestAsync($"{source}/{CheckpointManifest.FileName}", cancellationToken);
            await VerifySizesAsync(source, manifest, cancellationToken);
            var local = new Dictionary<string, string>();
            foreach (var name in CheckpointFiles.All)
            {
                var path = await store.FetchAsync($"{source}/{name}", cacheFolder, cancellationToken);
                await VerifyHashAsync(path, name, manifest.Files[name], cancellationToken);
                local.Add(name, path);
            }
            return local;
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException)
        {
            LogDamaged(logger, store.UriOf(source), fault.Message.ReplaceLineEndings(" "));
            return null;
        }
    }

    /// <summary>Removes all but the newest checkpoints, and what crashed attempts left of older ones.</summary>
    public async Task PruneAsync(int keepLast, CancellationToken cancellationToken)
    {
        var kept = (await StepsAsync(cancellationToken)).Take(keepLast).ToHashSet();
        if (kept.Count == 0) return;
        var doomed = new List<string>();
        await foreach (var item in store.ListAsync(folder, cancellationToken))
        {
            if (StepOf(item.Key) is { } step && step < kept.Max() && !kept.Contains(step)) doomed.Add(item.Key);
        }
        // Manifests go first, so that a checkpoint half removed does not count as one.
        foreach (var key in doomed.OrderByDescending(key => key.EndsWith($"/{CheckpointManifest.FileName}", StringComparison.Ordinal)))
            await store.DeleteAsync(key, cancellationToken);
    }

    private async Task<ManifestFile> WriteFileAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        ManifestFile? entry = null;
        await store.WriteAsync(key, async (stream, ct) =>
        {
            await using var hashing = new HashingStream(stream);
            await write(hashing, ct);
            entry = hashing.Entry();
        }, cancellationToken);
        return entry ?? throw new InvalidOperationException($"The store did not write {key}.");
    }

    private async Task<CheckpointManifest> ReadManifestAsync(string key, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(key, cancellationToken)
            ?? throw new InvalidDataException($"{CheckpointManifest.FileName} is missing");
        var manifest = await JsonSerializer.DeserializeAsync<CheckpointManifest>(stream, ContractJson.Options, cancellationToken);
        return manifest?.Files is null ? throw new InvalidDataException($"{CheckpointManifest.FileName} names no files") : manifest;
    }

    // Before anything is fetched: a missing or cut file need not cost the download of the others.
    private async Task VerifySizesAsync(string source, CheckpointManifest manifest, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>();
        await foreach (var item in store.ListAsync($"{source}/", cancellationToken)) sizes[item.Key] = item.Size;
        foreach (var name in CheckpointFiles.All)
        {
            if (!manifest.Files.TryGetValue(name, out var expected))
                throw new InvalidDataException($"{CheckpointManifest.FileName} does not name {name}");
            if (!sizes.TryGetValue($"{source}/{name}", out var size))
                throw new InvalidDataException($"{name} is missing");
            if (size != expected.Size)
                throw new InvalidDataException($"{name} has {size} bytes instead of {expected.Size}");
        }
    }

    private static async Task VerifyHashAsync(string path, string name, ManifestFile expected, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) != expected.Sha256)
            throw new InvalidDataException($"{name} has another SHA-256 than when it was written");
    }

    private long? StepOf(string key)
    {
        var name = key[folder.Length..].Split('/')[0];
        return name.StartsWith("step-", StringComparison.Ordinal)
            && long.TryParse(name.AsSpan("step-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
    }

    [LoggerMessage(1, LogLevel.Warning, "The checkpoint {Uri} is damaged ({Fault}); the one before it is tried.")]
    private static partial void LogDamaged(ILogger logger, string uri, string fault);
}
