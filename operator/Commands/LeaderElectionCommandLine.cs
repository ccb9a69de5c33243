using System.CommandLine;
using GptOperator.Kubernetes;

namespace GptOperator.Commands;

/// <summary>The options of <c>gpt-operator run</c> that say whether and how replicas share the work.</summary>
internal sealed class LeaderElectionCommandLine
{
    private static readonly LeaderElectionOptions Default = new() { LeaseNamespace = "" };

    private readonly Option<bool> elect = new("--leader-elect") { Description = "Share the work with standbys: one leads, by a lease." };

    private readonly Option<string?> @namespace = new("--lease-namespace")
    {
        Description = "Namespace of that lease. Else the kubeconfig's or the pod's own.",
        HelpName = "NS",
    };

    private readonly Option<int> duration = new("--lease-duration")
    {
        Description = "Seconds for which a standby leaves a lease alone that is not renewed.",
        HelpName = "S",
        DefaultValueFactory = _ => (int)Default.LeaseDuration.TotalSeconds,
    };

    private readonly Option<double> renewDeadline = new("--lease-renew-deadline")
    {
        Description = "Seconds after its last renewal at which a leader stops writing; less than the lease's duration.",
        HelpName = "S",
        DefaultValueFactory = _ => Default.RenewDeadline.TotalSeconds,
    };

    private readonly Option<double> retryPeriod = new("--lease-retry-period")
    {
        Description = "Seconds between two attempts to take or renew the lease.",
        HelpName = "S",
        DefaultValueFactory = _ => Default.RetryPeriod.TotalSeconds,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[elect, @namespace, duration, renewDeadline, retryPeriod])
        {
            command.Options.Add(option);
        }
    }

    /// <returns>null when this operator has no rival; an empty namespace stands for the connection's own</returns>
    public LeaderElectionOptions? Read(ParseResult parsed) => !parsed.GetValue(elect) ? null : new()
    {
        LeaseNamespace = parsed.GetValue(@namespace) ?? "",
        LeaseDuration = TimeSpan.FromSeconds(parsed.GetValue(duration)),
        RenewDeadline = TimeSpan.FromSeconds(parsed.GetValue(renewDeadline)),
        RetryPeriod = TimeSpan.FromSeconds(parsed.GetValue(retryPeriod)),
    };
}
