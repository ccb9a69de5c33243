namespace GptOperator.Local.Cluster;

/// <summary>The files of one local cluster. Two processes never host the same folder: whoever does holds its lock.</summary>
internal sealed record LocalClusterFolder(string Root)
{
    /// <summary>Beneath the working directory, as a job's relative paths are.</summary>
    public const string Default = ".gptoperator/cluster";

    public string KubeConfig => Path.Combine(Root, "kubeconfig");

    /// <summary>The API server's objects.</summary>
    public string Objects => Path.Combine(Root, "objects.journal");

    /// <summary>Pods' volumes and logs.</summary>
    public string Pods => Path.Combine(Root, "pods");

    public string Log => Path.Combine(Root, "cluster.log");

    /// <summary>Names the process that hosts the cluster.</summary>
    public string Host => Path.Combine(Root, "host.json");

    private string Lock => Path.Combine(Root, "lock");

    /// <summary>Takes the folder for this process; it is free again when the result is disposed of, or the process is gone.</summary>
    /// <exception cref="LocalClusterException">Another process hosts it, or it can't be written.</exception>
    public IDisposable Claim()
    {
        try
        {
            Directory.CreateDirectory(Root);
            return new FileStream(Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LocalClusterException($"--data-dir {Root} cannot be written: {e.Message} Name a folder of your own.", e);
        }
        catch (IOException e)
        {
            throw new LocalClusterException($"a local cluster of {Root} is up already; use it, stop it with 'gpt-operator local down', or name another --data-dir.", e);
        }
    }

    /// <summary>Whether some process hosts the cluster.</summary>
    public bool IsUp()
    {
        if (!File.Exists(Lock))
            return false;
        try
        {
            Claim().Dispose();
            return false;
        }
        catch (LocalClusterException)
        {
            return true;
        }
    }
}
