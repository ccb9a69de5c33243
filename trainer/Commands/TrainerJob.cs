using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptOperator.Crds.Validation;
using GptTrainer.Reporting;

namespace GptTrainer.Commands;

/// <summary>Reads the job that the operator left for this trainer.</summary>
internal static class TrainerJob
{
    /// <exception cref="JobException">There is no such file, or the job breaks a rule; the message names every fault.</exception>
    public static GptTrainingJobSpec Read(string? path)
    {
        if (string.IsNullOrEmpty(path))
            throw new JobException($"{TrainerEnvironment.JobFile} is not set; give it the path of a file with a GptTrainingJob.");
        try
        {
            var job = JobFile.Read(path)[0];
            // The operator's part of the object; a trainer neither needs nor judges it.
            job.Remove("status");
            var faults = JobValidator.Validate(job);
            if (faults.Count > 0) throw new JobException(string.Join(" ", faults.Select(fault => fault.Message)));
            return job["spec"].Deserialize<GptTrainingJobSpec>(ContractJson.Options)!;
        }
        catch (FormatException fault)
        {
            throw new JobException(fault.Message.ReplaceLineEndings(" "));
        }
    }
}
