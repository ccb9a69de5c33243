namespace GptOperator.Local.Pods;

/// <summary>The one place that depends on the operating system: starts processes in a group of their own.</summary>
internal interface IProcessLauncher
{
    /// <exception cref="ProcessStartException">The program or its working directory cannot be used.</exception>
    IContainerProcess Start(LaunchRequest request);

    /// <summary>A process started by an earlier life of the runner, or null when it is gone.</summary>
    IContainerProcess? Find(ProcessIdentity identity);
}
