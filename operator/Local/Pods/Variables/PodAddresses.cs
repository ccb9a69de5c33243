namespace GptOperator.Local.Pods;

internal sealed record PodAddresses(string PodIp, string HostIp);
