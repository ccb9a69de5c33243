namespace GptOperator.Local.Pods;

/// <summary>The kubelet's words about images.</summary>
internal static class ImageMessages
{
    public const string PullError = "ErrImagePull";
    public const string PullBackOff = "ImagePullBackOff";

    public static string NotFound(string image) =>
        $"failed to pull and unpack image \"{image}\": not found: no program on this machine stands for it; start the local cluster with --image NAME=PROGRAM, or use image \"{ImageCatalog.Host}\" with a command";

    /// <param name="cause">The pull's error, shown in the status but not in the event.</param>
    public static string BackOff(string image, string? cause = null) =>
        $"Back-off pulling image \"{image}\"{(cause is null ? "" : $": {PullError}: {cause}")}";
}
