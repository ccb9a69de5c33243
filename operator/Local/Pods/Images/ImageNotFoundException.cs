namespace GptOperator.Local.Pods;

/// <summary>No program on this machine stands for an image.</summary>
internal sealed class ImageNotFoundException(string image) : Exception(ImageMessages.NotFound(image));
