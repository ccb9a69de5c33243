namespace GptTrainer.Storage;

/// <param name="Key">Relative to the store's root, with forward slashes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="LastModified">When the object got its present bytes.</param>
internal sealed record StoredObject(string Key, long Size, DateTimeOffset LastModified);
