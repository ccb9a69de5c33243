using GptOperator.Crds;
using GptOperator.Hosting;
using GptOperator.Jobs;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;

namespace GptOperator.Faults.Simulation;

/// <summary>What an operator under test is made of: the real parts, unless a mutant puts something around one of them.</summary>
internal sealed record OperatorTraits
{
    /// <summary>Around the planner.</summary>
    public Func<Observed, JobPlan, JobPlan> Plan { get; init; } = static (_, plan) => plan;

    /// <summary>Around the API client.</summary>
    public Func<OperatorContext, IKubernetesApi> Api { get; init; } = static context => context.Api;

    /// <summary>Around the controller.</summary>
    public Func<IEntityController<GptTrainingJob>, IEntityController<GptTrainingJob>> Controller { get; init; } = static controller => controller;

    public IEntityController<GptTrainingJob> Create(OperatorContext context)
    {
        var inner = context with { Api = Api(context) };
        return Controller(GptTrainingJobController.Create(inner, observed => Plan(observed, Planner.Plan(observed))));
    }
}
