namespace GptOperator.Crds.Validation;

/// <summary>A rule that a field's schema cannot say by itself.</summary>
/// <param name="At">Path of the schema that carries the CEL rule; list items are written <c>[]</c>.</param>
/// <param name="Cel">The rule in CEL, where <c>self</c> is the value at <paramref name="At"/>; null when only the operator can tell.</param>
/// <param name="Mend">What the rule asks, as the message to the user.</param>
/// <param name="Broken">The fields of the job that break the rule, with their values.</param>
public sealed record Rule(string At, string? Cel, string Mend, Func<GptTrainingJob, IEnumerable<BrokenField>> Broken);
