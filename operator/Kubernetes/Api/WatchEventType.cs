namespace GptOperator.Kubernetes;

internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Carries nothing but a resourceVersion up to which the watch is complete.</summary>
    Bookmark,

    /// <summary>An object that its type cannot hold.</summary>
    Unreadable,
}
