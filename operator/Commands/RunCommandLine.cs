using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using GptOperator.Hosting;

namespace GptOperator.Commands;

/// <summary>The options of <c>gpt-operator run</c>.</summary>
internal sealed class RunCommandLine : Command
{
    private readonly Option<string?> kubeConfig = new("--kubeconfig")
    {
        Description = "Kubeconfig file. Else $KUBECONFIG, ~/.kube/config, or the service account of the pod it runs in.",
        HelpName = "FILE",
    };

    private readonly Option<string?> context = new("--context") { Description = "Context of the kubeconfig. Else its current one.", HelpName = "NAME" };

    private readonly Option<string[]> namespaces = new("--namespace", "-n")
    {
        Description = "Namespaces whose jobs are worked at, or 'all'.",
        HelpName = "NS",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["all"],
    };

    private readonly Option<int> metricsPort = new("--metrics-port")
    {
        Description = "Port of /metrics, /healthz and /readyz; 0 for none.",
        HelpName = "PORT",
        DefaultValueFactory = _ => 8080,
    };

    private readonly Option<IPAddress?> metricsAddress = new("--metrics-address")
    {
        Description = "Address to serve them at. Else every address in a cluster, and only this machine outside.",
        HelpName = "IP",
        CustomParser = ParseAddress,
    };

    private readonly LeaderElectionCommandLine leaderElection = new();

    private readonly Option<int> workers = new("--workers")
    {
        Description = "Jobs worked at side by side, 1 to 256.",
        HelpName = "N",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<string> trainerImage = new("--trainer-image")
    {
        Description = "Image of workers whose job names none.",
        HelpName = "IMAGE",
        DefaultValueFactory = _ => OperatorOptions.DefaultTrainerImage,
    };

    private readonly Option<ProgressRoute> progress = new("--progress")
    {
        Description = "How trainers are asked for their progress: pods at their own addresses, proxy through the API server, auto as fits where the operator runs.",
        DefaultValueFactory = _ => ProgressRoute.Auto,
    };

    private readonly Option<int> progressInterval = new("--progress-interval")
    {
        Description = "Seconds between two looks at a job's progress, and at least between two writes of it, 1 to 3600.",
        HelpName = "S",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<string> logFormat = new("--log-format") { Description = "text or json.", DefaultValueFactory = _ => "text" };

    private readonly Option<LogLevel> logLevel = new("--log-level")
    {
        Description = "Debug, Information, Warning or Error.",
        DefaultValueFactory = _ => LogLevel.Information,
    };

    public RunCommandLine()
        : base("run", "Run the operator against a cluster until it is stopped.")
    {
        logFormat.AcceptOnlyFromAmong("text", "json");
        Bound(metricsPort, 0, 65535);
        Bound(workers, 1, 256);
        Bound(progressInterval, 1, 3600);
        foreach (var option in (Option[])
            [kubeConfig, context, namespaces, metricsPort, metricsAddress, workers, trainerImage, progress, progressInterval, logFormat, logLevel])
        {
            Options.Add(option);
        }

        leaderElection.AddTo(this);
    }

    public RunArguments Read(ParseResult parsed) => new(
        parsed.GetValue(kubeConfig),
        parsed.GetValue(context),
        parsed.GetValue(namespaces) ?? [],
        parsed.GetValue(metricsPort),
        parsed.GetValue(metricsAddress),
        leaderElection.Read(parsed),
        parsed.GetValue(workers),
        parsed.GetValue(trainerImage)!,
        parsed.GetValue(progress),
        TimeSpan.FromSeconds(parsed.GetValue(progressInterval)),
        parsed.GetValue(logFormat)!,
        parsed.GetValue(logLevel));

    private static void Bound(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} is {value}; it must be {least} to {most}.");
        }
    });

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
        {
            return address;
        }

        result.AddError($"--metrics-address is '{result.Tokens[0].Value}'; it must be an IP address such as 127.0.0.1.");
        return null;
    }
}
