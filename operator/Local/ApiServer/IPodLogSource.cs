namespace GptOperator.Local.ApiServer;

/// <summary>Where <c>GET pods/NAME/log</c> gets a container's output from. The pod runner implements it.</summary>
internal interface IPodLogSource
{
    /// <summary>
    /// Opens the output of one container. The stream carries what <paramref name="options"/> ask for (already tailed,
    /// filtered and timestamped) and, under <see cref="PodLogOptions.Follow"/>, ends when the container ended or
    /// <paramref name="ct"/> is cancelled.
    /// </summary>
    /// <returns>null when that container (or, under <paramref name="previous"/>, its previous instance) never ran here.</returns>
    Task<Stream?> OpenAsync(string ns, string pod, string container, bool previous, PodLogOptions options, CancellationToken ct);
}
