namespace GptOperator.Local.Pods;

/// <summary>The names are the kubelet's own, as its events begin with them.</summary>
internal enum ProbeKind
{
    Startup,
    Liveness,
    Readiness,
}
