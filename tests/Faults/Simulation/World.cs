using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds;
using GptOperator.Faults.Oracles;
using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer;

namespace GptOperator.Faults.Simulation;

/// <summary>A cluster, one job in it, and an operator that may die and be started again. Everything happens on one thread, in one order.</summary>
internal sealed class World : IDisposable
{
    public const string JobName = "demo";

    private readonly OperatorTraits _traits;

    public World(OperatorTraits traits, IReadOnlyDictionary<string, PodScript> scripts)
    {
        _traits = traits;
        Cluster = SimulatedCluster.Enter();
        Kubelet = new ScriptedKubelet(Cluster, scripts);
        Invariants = new Invariants(Cluster);
    }

    public FaultQueue Faults => Cluster.Faults;

    public SimulatedCluster Cluster { get; }

    public ScriptedKubelet Kubelet { get; }

    public Invariants Invariants { get; }

    public OperatorProcess Operator { get; private set; } = null!;

    /// <summary>Writes of all operators so far.</summary>
    public int Writes { get; private set; }

    /// <summary>What the caches of the one after a dead operator begin with.</summary>
    public OldLists? ListsAfterDeath { get; init; }

    public GptTrainingJob? Job => Cluster.Find(GptTrainingJob.GroupVersion, GptTrainingJob.PluralName, JobName)?.Deserialize<GptTrainingJob>(EntityJson.Options);

    private JsonObject NewJob(JsonObject spec)
    {
        var job = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = JobName, ["namespace"] = Cluster.Namespace },
            ["spec"] = new JsonObject
            {
                ["data"] = new JsonObject { ["sources"] = new JsonArray(new JsonObject { ["name"] = "text", ["uri"] = "text.txt" }) },
                ["checkpoint"] = new JsonObject { ["uri"] = "file:///store/demo" },
            },
        };
        foreach (var (name, value) in spec)
            job["spec"]![name] = value?.DeepClone();
        return job;
    }

    public void CreateJob(JsonObject spec) => Cluster.Create(GptTrainingJob.GroupVersion, GptTrainingJob.PluralName, NewJob(spec));

    public void EditJob(Action<JsonObject> edit, string? subresource = null) =>
        Cluster.Edit(GptTrainingJob.GroupVersion, GptTrainingJob.PluralName, JobName, edit, subresource);

    public void EditSpec(Action<JsonObject> edit) => EditJob(job => edit(job.Child("spec")));

    public void DeleteJob(string propagation = "Background") =>
        Cluster.Delete(GptTrainingJob.GroupVersion, GptTrainingJob.PluralName, JobName, propagation: propagation);

    public JsonObject? Pod(string name) => Cluster.Find("v1", "pods", name);

    public IEnumerable<JsonObject> Pods => Cluster.List("v1", "pods");

    /// <summary>Starts an operator in place of the last one, which is dead from now on.</summary>
    /// <param name="writesToLive">after how many writes it dies</param>
    /// <param name="lists">what its caches begin with; null for the present</param>
    public void StartOperator(int writesToLive = int.MaxValue, OldLists? lists = null)
    {
        if (Operator is not null)
            EndOperator();
        Operator = new OperatorProcess(Cluster, _traits, new Lifeline(writesToLive), Kubelet.ProgressOf);
        Faults.Lists = lists;
        Operator.StartAsync().GetAwaiter().GetResult();
        Faults.Lists = null;
    }

    /// <summary>Lets the operator ask running trainers how far they are, where it is time and one would answer.</summary>
    /// <returns>Whether it did.</returns>
    public bool AskForProgress() => Kubelet.AnyAnswers && Operator.TakeTurn();

    /// <summary>When the next thing happens by itself; null for never.</summary>
    public DateTimeOffset? NextDue =>
        new[] { Cluster.Time.NextDue, Kubelet.NextDue, Kubelet.AnyAnswers ? Operator.NextTurn : null }.Min();

    /// <summary>Lets the operator do what it can do now, then the API server; a dead operator is followed by one that lives.</summary>
    /// <returns>Whether the operator died.</returns>
    public bool Settle()
    {
        Operator.WaitUntilIdle();
        Cluster.RunControllers();
        Invariants.Check();
        if (!Operator.Life.IsDead)
            return false;
        StartOperator(lists: ListsAfterDeath);
        return true;
    }

    public void Dispose()
    {
        if (Operator is not null)
            EndOperator();
        Invariants.Dispose();
    }

    private void EndOperator()
    {
        Operator.Dispose();
        Writes += Operator.Life.Writes;
    }
}
