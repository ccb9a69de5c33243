namespace GptTrainer.Checkpoints;

/// <param name="Size">In bytes.</param>
/// <param name="Sha256">In lower-case hexadecimal digits.</param>
internal sealed record ManifestFile(long Size, string Sha256);
