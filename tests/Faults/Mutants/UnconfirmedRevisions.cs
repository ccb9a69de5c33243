using GptOperator.Crds;
using GptOperator.Hosting;
using GptOperator.Kubernetes;

namespace GptOperator.Faults.Mutants;

/// <summary>Confirms a job's revision by the cache that showed it: a job that is gone is given pods for as long as the cache still has it.</summary>
internal sealed class UnconfirmedRevisions(OperatorContext context) : ApiDecorator(context.Api)
{
    public override Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class =>
        typeof(T) == typeof(GptTrainingJob) && context.Jobs.TryGet(new EntityKey(@namespace ?? "", name), out var job)
            ? Task.FromResult((T?)(object)job)
            : base.GetAsync<T>(name, @namespace, cancellationToken);
}
