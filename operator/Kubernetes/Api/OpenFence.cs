namespace GptOperator.Kubernetes;

/// <summary>For a process that has no rival.</summary>
internal sealed class OpenFence : IWriteFence
{
    public static readonly OpenFence Instance = new();

    private OpenFence()
    {
    }

    public bool MayWrite => true;

    public CancellationToken Lost => CancellationToken.None;
}
