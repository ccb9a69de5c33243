using GptOperator.Crds.Trainer;
using GptOperator.Crds.Validation;
using GptOperator.Reconciling.Pods;

namespace GptOperator.Reconciling;

/// <summary>What is wrong with a job's spec: the contract's rules, and a pod template that no pod can be made from.</summary>
internal static class SpecFaults
{
    public static IReadOnlyList<Fault> Of(Observed observed)
    {
        var faults = JobValidator.Validate(observed.Job);
        if (faults.Count > 0 || observed.Job.Spec.Workers.PodTemplate is null)
            return faults;
        try
        {
            PodBuilder.Build(observed.Job, observed.Settings, StageNames.Prepare, attempt: 0, rank: 0);
            return faults;
        }
        catch (PodTemplateException e)
        {
            return [new Fault(PodTemplateException.Field, e.Message)];
        }
    }
}
