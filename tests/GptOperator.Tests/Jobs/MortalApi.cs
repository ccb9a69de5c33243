using System.Text.Json.Nodes;
using GptOperator.Faults.Mutants;
using GptOperator.Faults.Simulation;
using GptOperator.Kubernetes;

namespace GptOperator.Tests.Jobs;

/// <summary>An API client whose process dies before its next write once it has done a number of them.</summary>
internal sealed class MortalApi(IKubernetesApi api, int writesToLive) : ApiDecorator(api)
{
    public int Writes { get; private set; }

    public override Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken, bool force = true) =>
        Write(() => base.ApplyAsync(entity, cancellationToken, force));

    public override Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken) => Write(() => base.ApplyStatusAsync(entity, cancellationToken));

    public override Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken) => Write(() => base.CreateAsync(entity, cancellationToken));

    public override Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken) => Write(() => base.UpdateAsync(entity, cancellationToken));

    public override Task<T> PatchAsync<T>(string name, string? @namespace, JsonObject mergePatch, CancellationToken cancellationToken) =>
        Write(() => base.PatchAsync<T>(name, @namespace, mergePatch, cancellationToken));

    public override Task<bool> DeleteAsync<T>(
        string name,
        string? @namespace,
        string? uid,
        CancellationToken cancellationToken,
        int? gracePeriodSeconds = null,
        Propagation propagation = Propagation.Background,
        string? resourceVersion = null) =>
        Write(() => base.DeleteAsync<T>(name, @namespace, uid, cancellationToken, gracePeriodSeconds, propagation, resourceVersion));

    private async Task<T> Write<T>(Func<Task<T>> write)
    {
        if (Writes == writesToLive)
            throw new OperatorKilledException();
        var answer = await write();
        Writes++;
        return answer;
    }
}
