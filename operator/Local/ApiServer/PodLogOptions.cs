namespace GptOperator.Local.ApiServer;

/// <summary>The query of a log request, as in the Kubernetes API.</summary>
internal sealed record PodLogOptions
{
    /// <summary>Keep the stream open and send new output as it comes.</summary>
    public bool Follow { get; init; }

    /// <summary>Start each line with its RFC 3339 time and a space.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Only the last so many lines; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Only lines at or after this time; null for all. <c>sinceSeconds</c> arrives here as a time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>End the stream after so many bytes; null for no limit.</summary>
    public long? LimitBytes { get; init; }
}
