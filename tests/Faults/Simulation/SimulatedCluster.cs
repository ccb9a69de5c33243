using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;
using GptOperator.Local.ApiServer;
using GptOperator.Local.ApiServer.Controllers;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Faults.Simulation;

/// <summary>
/// The local API server without sockets, its controllers run by hand, and a clock that moves by hand. Users, nodes and the rest of
/// a cluster act on its objects directly; only the operator comes by requests. One serves many worlds in turn, each in a namespace.
/// </summary>
internal sealed class SimulatedCluster
{
    [ThreadStatic]
    private static SimulatedCluster? s_ofThisThread;

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ServerControllers _controllers;
    private readonly HashSet<string> _deleted = [];
    private int _namespaces;
    private readonly ConcurrentQueue<(string Key, WatchEvent Change)> _unhandled = new();

    private SimulatedCluster()
    {
        Time = new SimulatedTime(Start);
        Server = new ApiServerCore(new LocalApiServerOptions { TimeProvider = Time, Faults = Faults });
        OperatorToken = Server.Identity.Token;
        _controllers = new ServerControllers(Server.Objects, Server.Catalog);
        Server.Objects.Store.Committed += (key, change) => _unhandled.Enqueue((key, change));
        Create("apiextensions.k8s.io/v1", "customresourcedefinitions", CrdGenerator.Generate());
    }

    /// <summary>What goes wrong with the operator's requests.</summary>
    public FaultQueue Faults { get; } = new();

    /// <summary>What operators authenticate by; at first the server's own token, which may do everything.</summary>
    public string OperatorToken { get; set; }

    /// <summary>Where the present world is.</summary>
    public string Namespace { get; private set; } = "default";

    public SimulatedTime Time { get; }

    public ApiServerCore Server { get; }

    public ObjectStore Store => Server.Objects.Store;

    /// <summary>A cluster with an empty namespace: compiling the schemas is most of what a start costs, so that a thread keeps its cluster.</summary>
    public static SimulatedCluster Enter()
    {
        var cluster = s_ofThisThread ??= new SimulatedCluster();
        cluster.Faults.Clear();
        cluster._deleted.Clear();
        cluster.Namespace = $"world-{++cluster._namespaces}";
        cluster.Create("v1", "namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = cluster.Namespace } });
        cluster.RunControllers();
        return cluster;
    }

    /// <summary>Garbage collection and what else the server does by itself, until nothing is left to do.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool RunControllers()
    {
        var any = false;
        while (_unhandled.TryDequeue(out var next))
        {
            any = true;
            _controllers.Handle(next.Key, next.Change);
        }
        return any;
    }

    public JsonObject? Find(string apiVersion, string plural, string name) =>
        Store.Find(TypeOf(apiVersion, plural).StorageKey, Namespace, name)?.ToJson();

    public IEnumerable<JsonObject> List(string apiVersion, string plural) =>
        Store.List(TypeOf(apiVersion, plural).StorageKey).Objects.In(Namespace).Select(stored => stored.ToJson());

    /// <param name="apiVersion">group/version</param>
    /// <param name="plural">the resource</param>
    /// <param name="obj">the object</param>
    /// <param name="namespace">null for the present world's</param>
    public void Create(string apiVersion, string plural, JsonObject obj, string? @namespace = null)
    {
        var type = TypeOf(apiVersion, plural);
        Server.Objects.Create(type, type.Namespaced ? @namespace ?? Namespace : "", obj, new WriteOptions { FieldManager = "user" });
    }

    /// <param name="apiVersion">group/version</param>
    /// <param name="plural">the resource</param>
    /// <param name="name">the object</param>
    /// <param name="edit">changes the object that it is given</param>
    /// <param name="subresource">null for the object itself</param>
    public void Edit(string apiVersion, string plural, string name, Action<JsonObject> edit, string? subresource = null) => Server.Objects.Change(
        TypeOf(apiVersion, plural),
        Namespace,
        name,
        new WriteOptions { FieldManager = "user", Subresource = subresource },
        obj =>
        {
            edit(obj);
            return obj;
        },
        applied: false);

    public void Bind(string pod, string node) => Server.Objects.Bind(TypeOf("v1", "pods"), Namespace, pod, node);

    /// <summary>Whether it was someone else than the operator who deleted an object.</summary>
    public bool IsUserDeleted(string uid) => _deleted.Contains(uid);

    public void Delete(string apiVersion, string plural, string name, long? gracePeriodSeconds = null, string propagation = "Background")
    {
        var type = TypeOf(apiVersion, plural);
        _deleted.Add(Server.Objects.Find(type, Namespace, name).Uid);
        Server.Objects.Delete(type, Namespace, name, new DeleteOptions { GracePeriodSeconds = gracePeriodSeconds, PropagationPolicy = propagation });
    }

    private ResourceType TypeOf(string apiVersion, string plural)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return Server.Catalog.Current.Find(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], plural)!;
    }
}
