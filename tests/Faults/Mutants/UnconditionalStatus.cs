using GptOperator.Hosting;

namespace GptOperator.Faults.Mutants;

/// <summary>Writes a status over whatever revision is there: a plan made from an old view sets the count of attempts back.</summary>
internal sealed class UnconditionalStatus(OperatorContext context) : ApiDecorator(context.Api)
{
    public override Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
    {
        entity.Metadata.ResourceVersion = null;
        return base.ApplyStatusAsync(entity, cancellationToken);
    }
}
