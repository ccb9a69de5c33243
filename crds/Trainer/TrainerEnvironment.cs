namespace GptOperator.Crds.Trainer;

/// <summary>The environment variables by which the operator tells a trainer what to do.</summary>
public static class TrainerEnvironment
{
    /// <summary>Path of the file with the job, as JSON.</summary>
    public const string JobFile = "GPT_JOB_FILE";

    /// <summary>Name of the stage to run.</summary>
    public const string Stage = "GPT_STAGE";

    /// <summary>Path of the container's termination message.</summary>
    public const string TerminationLog = "GPT_TERMINATION_LOG";

    /// <summary>The address that the trainer's HTTP endpoints listen on; loopback where it is not set.</summary>
    public const string PodIp = "POD_IP";

    /// <summary>The port of the trainer's HTTP endpoints.</summary>
    public const string HttpPort = "GPT_HTTP_PORT";

    public const string Rank = "RANK";
    public const string LocalRank = "LOCAL_RANK";
    public const string WorldSize = "WORLD_SIZE";
    public const string MasterAddress = "MASTER_ADDR";
    public const string MasterPort = "MASTER_PORT";

    /// <summary>cuBLAS' own variable: only with a workspace of fixed size are its results the same each time (NVIDIA, cuBLAS, "Results Reproducibility").</summary>
    public const string CublasWorkspace = "CUBLAS_WORKSPACE_CONFIG";

    /// <summary>The value of <see cref="CublasWorkspace"/> for a deterministic job.</summary>
    public const string FixedCublasWorkspace = ":4096:8";

    /// <summary>Default of <see cref="HttpPort"/>.</summary>
    public const int DefaultHttpPort = 9400;
}
