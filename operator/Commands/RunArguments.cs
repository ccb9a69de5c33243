using System.Net;
using GptOperator.Kubernetes;

namespace GptOperator.Commands;

/// <summary>What the user asked <c>gpt-operator run</c> for.</summary>
internal sealed record RunArguments(
    string? KubeConfig,
    string? Context,
    IReadOnlyList<string> Namespaces,
    int MetricsPort,
    IPAddress? MetricsAddress,
    LeaderElectionOptions? LeaderElection,
    int Workers,
    string TrainerImage,
    ProgressRoute Progress,
    TimeSpan ProgressInterval,
    string LogFormat,
    LogLevel LogLevel);
