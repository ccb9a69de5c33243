using System.Net;

namespace GptOperator.Commands;

/// <summary>What the user asked <c>gpt-operator run</c> for.</summary>
internal sealed record RunArguments(
    string? KubeConfig,
    string? Context,
    IReadOnlyList<string> Namespaces,
    int MetricsPort,
    IPAddress? MetricsAddress,
    bool LeaderElect,
    string? LeaseNamespace,
    int Workers,
    string TrainerImage,
    string LogFormat,
    LogLevel LogLevel);
