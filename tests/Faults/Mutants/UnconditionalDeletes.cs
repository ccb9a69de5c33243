using GptOperator.Hosting;
using GptOperator.Kubernetes;

namespace GptOperator.Faults.Mutants;

/// <summary>Deletes by name alone, whoever has that name by now.</summary>
internal sealed class UnconditionalDeletes(OperatorContext context) : ApiDecorator(context.Api)
{
    public override Task<bool> DeleteAsync<T>(
        string name,
        string? @namespace,
        string? uid,
        CancellationToken cancellationToken,
        int? gracePeriodSeconds = null,
        Propagation propagation = Propagation.Background,
        string? resourceVersion = null) =>
        base.DeleteAsync<T>(name, @namespace, null, cancellationToken, gracePeriodSeconds, propagation);
}
