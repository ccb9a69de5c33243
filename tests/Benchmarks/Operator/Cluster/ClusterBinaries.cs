namespace GptOperator.Benchmark.Cluster;

/// <summary>The programs that a run starts: paths, or names that PATH finds.</summary>
internal sealed record ClusterBinaries(string Etcd, string ApiServer, string ControllerManager, string Operator);
