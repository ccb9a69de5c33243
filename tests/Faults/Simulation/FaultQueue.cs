using System.Collections.Concurrent;
using GptOperator.Local.ApiServer.Chaos;
using GptOperator.Local.ApiServer.Http;

namespace GptOperator.Faults.Simulation;

/// <summary>Faults for the next requests, and what lists show.</summary>
internal sealed class FaultQueue : IFaultPolicy
{
    private readonly ConcurrentQueue<Fault> _next = new();

    /// <summary>null for lists that show the present.</summary>
    public OldLists? Lists { get; set; }

    /// <summary>Told of each call; null where nobody listens.</summary>
    public Action<ApiCall>? Heard { get; set; }

    public void Add(Fault fault) => _next.Enqueue(fault);

    public void Clear()
    {
        _next.Clear();
        Lists = null;
    }

    public Fault? Next(ApiCall call)
    {
        Heard?.Invoke(call);
        if (call.Verb == "list")
            return Lists is { } old && (old.Resource ?? call.Resource) == call.Resource ? new Fault.StaleList(old.Age) : null;
        return _next.TryDequeue(out var fault) ? fault : null;
    }
}
