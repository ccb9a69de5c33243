using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;
using GptOperator.Crds.Serialization;

namespace GptOperator.Crds.Validation;

/// <summary>Says everything that is wrong with a job.</summary>
public static class JobValidator
{
    /// <summary>The faults of a job as its user wrote it: schema first; the rules between fields only where the schema holds.</summary>
    public static IReadOnlyList<Fault> Validate(JsonObject job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var faults = Identity(job).Concat(SchemaCheck.Check(job, SchemaBuilder.Job, "")).ToList();
        return faults.Count > 0 ? faults : BrokenRules(job.Deserialize<GptTrainingJob>(ContractJson.Options)!);
    }

    /// <summary>The faults of a job as the API server gives it.</summary>
    public static IReadOnlyList<Fault> Validate(GptTrainingJob job)
    {
        var json = new JsonObject
        {
            ["spec"] = JsonSerializer.SerializeToNode(job?.Spec, ContractJson.Options),
        };
        var faults = SchemaCheck.Check(json, SchemaBuilder.Job, "").ToList();
        return faults.Count > 0 ? faults : BrokenRules(job!);
    }

    private static IEnumerable<Fault> Identity(JsonObject job)
    {
        if (job["apiVersion"]?.ToString() != GptTrainingJob.GroupVersion)
            yield return new Fault("apiVersion", $"apiVersion is '{job["apiVersion"]}'; set it to {GptTrainingJob.GroupVersion}.");
        if (job["kind"]?.ToString() != GptTrainingJob.KindName)
            yield return new Fault("kind", $"kind is '{job["kind"]}'; set it to {GptTrainingJob.KindName}.");
        if (job["metadata"] is JsonObject metadata && metadata["name"] is null && metadata["generateName"] is null)
            yield return new Fault("metadata.name", "metadata.name is missing; give the job a name.");
        if (job["metadata"] is null)
            yield return new Fault("metadata", "metadata is missing; give the job a metadata.name.");
    }

    private static List<Fault> BrokenRules(GptTrainingJob job) =>
    [
        .. from rule in Rules.All
           from broken in rule.Broken(job)
           select new Fault(broken.Path, string.Create(CultureInfo.InvariantCulture, $"{broken.Path} is {Show(broken.Value)}; {rule.Mend}.")),
    ];

    private static string Show(object? value) => value is string text ? $"'{text}'" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "empty";
}
