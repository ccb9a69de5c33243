using System.Text.Json.Nodes;

namespace GptOperator.Crds.Validation;

/// <summary>
/// The one list of what may be changed when in a job that exists. Every field of the spec stands under exactly one entry;
/// <c>checkpoint</c> field by field.
/// </summary>
public static class SpecEdits
{
    public static IReadOnlyList<SpecEdit> All { get; } =
    [
        new("spec.model", EditTime.Never),
        new("spec.tokenizer", EditTime.Never),
        new("spec.data", EditTime.Never),
        new("spec.pretraining", EditTime.Never),
        new("spec.checkpoint.uri", EditTime.Never),
        new("spec.managedBy", EditTime.Never, Optional: true),

        new("spec.workers", EditTime.WhileSuspended),
        new("spec.scheduling", EditTime.WhileSuspended),

        new("spec.checkpoint.secretName", EditTime.Always),
        new("spec.checkpoint.every", EditTime.Always),
        new("spec.checkpoint.keepLast", EditTime.Always),
        new("spec.checkpoint.deletionPolicy", EditTime.Always),
        new("spec.retry", EditTime.Always),
        new("spec.suspend", EditTime.Always),
        new("spec.activeDeadlineSeconds", EditTime.Always),
        new("spec.pendingDeadlineSeconds", EditTime.Always),
        new("spec.hangTimeout", EditTime.Always),
        new("spec.ttlSecondsAfterFinished", EditTime.Always),
        new("spec.cleanPodPolicy", EditTime.Always),
    ];

    /// <summary>The changes between two states of a job, both as the API server keeps them, that are not allowed.</summary>
    public static IReadOnlyList<Fault> Check(JsonObject before, JsonObject after)
    {
        ArgumentNullException.ThrowIfNull(after);
        return [.. All.Where(edit => edit.Refuses(before, after)).Select(edit => new Fault(edit.Path, $"{edit.Message}."))];
    }
}
