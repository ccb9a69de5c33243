using System.Text.RegularExpressions;
using GptOperator.Crds.Presets;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;

namespace GptOperator.Crds.Validation;

/// <summary>The one list of rules between fields: written into the CRD as CEL, and held against a job in C#.</summary>
/// <remarks>
/// An API server also evaluates a rule on its field's default as it stands in the CRD, before the defaults of objects
/// within are filled in: hence <c>has()</c> for fields that a valid job always has.
/// </remarks>
public static partial class Rules
{
    private const string NamePattern = "^[a-z]([-a-z0-9]*[a-z0-9])?$";
    private const string LoopbackPattern = @"^http://(127\.[0-9.]+|localhost)(:[0-9]+)?/.*$";

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("", $"self.metadata.name.matches('{NamePattern}') && size(self.metadata.name) <= 40",
            "metadata.name begins the names of the job's pods: at most 40 lower-case letters, digits and '-', beginning with a letter",
            job => When(job.Metadata.Name is { } name && (name.Length > 40 || !Name().IsMatch(name)), "metadata.name", job.Metadata.Name)),

        new("spec.model", "!has(self.hiddenSize) || !has(self.numAttentionHeads) || self.hiddenSize % self.numAttentionHeads == 0",
            "hiddenSize must be a multiple of numAttentionHeads",
            job => When(
                job.Spec.Model is { HiddenSize: { } hidden, NumAttentionHeads: { } heads } && heads > 0 && hidden % heads != 0,
                "spec.model.hiddenSize", job.Spec.Model.HiddenSize)),

        new("spec.model", null,
            "hiddenSize must be a multiple of numAttentionHeads, which the preset gives where it is not set; set both",
            job => When(
                job.Spec.Model is not { HiddenSize: not null, NumAttentionHeads: not null } && HeadsDoNotDivide(job.Spec.Model),
                job.Spec.Model.HiddenSize is null ? "spec.model.numAttentionHeads" : "spec.model.hiddenSize",
                job.Spec.Model.HiddenSize ?? job.Spec.Model.NumAttentionHeads)),

        new("spec.model", "self.architecture == 'llama' || (!has(self.numKeyValueHeads) && !has(self.ropeTheta))",
            "numKeyValueHeads and ropeTheta are for architecture llama; remove them or set architecture to llama",
            job => When(
                job.Spec.Model is { Architecture: ModelArchitecture.Gpt2 } and not { NumKeyValueHeads: null, RopeTheta: null },
                "spec.model.architecture", "gpt2")),

        new("spec.model", "self.architecture == 'gpt2' || !has(self.bias) || !self.bias",
            "llama has no biases; remove bias or set it to false",
            job => When(job.Spec.Model is { Architecture: ModelArchitecture.Llama, Bias: true }, "spec.model.bias", true)),

        new("spec.model", null,
            "numKeyValueHeads must divide numAttentionHeads",
            job => When(KeyValueHeadsDoNotDivide(job.Spec.Model), "spec.model.numKeyValueHeads", job.Spec.Model.NumKeyValueHeads)),

        new("spec.model", null,
            "llama turns pairs of elements, so hiddenSize over numAttentionHeads must be even",
            job => When(HeadSizeIsOdd(job.Spec.Model), "spec.model.hiddenSize", job.Spec.Model.HiddenSize)),

        new("spec.tokenizer", "self.type == 'byteBpe' || (!has(self.vocabSize) && !has(self.specialTokens))",
            "vocabSize and specialTokens are for type byteBpe; remove them or set type to byteBpe",
            job => When(
                job.Spec.Tokenizer is { Type: TokenizerType.Character } and not { VocabSize: null, SpecialTokens: null },
                "spec.tokenizer.type", "character")),

        new("spec.tokenizer", "!has(self.specialTokens) || self.specialTokens.all(token, self.specialTokens.exists_one(other, other == token))",
            "specialTokens must differ from each other",
            job => When(
                job.Spec.Tokenizer.SpecialTokens is { } tokens && tokens.Distinct().Count() < tokens.Count,
                "spec.tokenizer.specialTokens", string.Join(", ", job.Spec.Tokenizer.SpecialTokens ?? []))),

        new("spec.data.sources[].uri", UriRule("self"),
            "a source is an https:// URL, a file:///path, or a path or glob without a scheme",
            job => job.Spec.Data.Sources.SelectMany((source, i) =>
                When(!IsUri(source.Uri), $"spec.data.sources[{i}].uri", source.Uri))),

        new("spec.checkpoint.uri", UriRule("self"),
            "checkpoints go to https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX, file:///DIR, or a path without a scheme",
            job => When(!IsUri(job.Spec.Checkpoint.Uri), "spec.checkpoint.uri", job.Spec.Checkpoint.Uri)),

        new("spec.pretraining", "!has(self.schedule) || self.schedule.warmupSteps <= self.steps",
            "schedule.warmupSteps must be at most steps",
            job => When(
                job.Spec.Pretraining.Schedule.WarmupSteps > job.Spec.Pretraining.Steps,
                "spec.pretraining.schedule.warmupSteps", job.Spec.Pretraining.Schedule.WarmupSteps)),

        new("spec.pretraining", "!has(self.tokensPerStep) || self.gradientAccumulationSteps == 1",
            "tokensPerStep takes the place of gradientAccumulationSteps; remove one of them",
            job => When(
                job.Spec.Pretraining is { TokensPerStep: not null, GradientAccumulationSteps: not 1 },
                "spec.pretraining.tokensPerStep", job.Spec.Pretraining.TokensPerStep)),

        new("spec.pretraining", null,
            "the decay must end with the training and begin after the warm-up: schedule.warmupSteps and schedule.decaySteps together must be at most steps",
            job => When(
                job.Spec.Pretraining is { Schedule: { Type: ScheduleType.WarmupStableDecay, DecaySteps: { } decay } schedule } && schedule.WarmupSteps + (long)decay > job.Spec.Pretraining.Steps,
                "spec.pretraining.schedule.decaySteps", job.Spec.Pretraining.Schedule.DecaySteps)),

        new("spec.pretraining", "!has(self.schedule) || !has(self.schedule.decaySteps) || self.schedule.type == 'warmupStableDecay'",
            "schedule.decaySteps is for type warmupStableDecay; remove it or set type to warmupStableDecay",
            job => When(
                job.Spec.Pretraining.Schedule is { DecaySteps: not null, Type: not ScheduleType.WarmupStableDecay },
                "spec.pretraining.schedule.decaySteps", job.Spec.Pretraining.Schedule.DecaySteps)),

        new("spec.pretraining", "!has(self.schedule) || !has(self.schedule.minLearningRate) || self.schedule.minLearningRate <= self.optimizer.learningRate",
            "schedule.minLearningRate must be at most optimizer.learningRate",
            job => When(
                job.Spec.Pretraining.Schedule.MinLearningRate > job.Spec.Pretraining.Optimizer.LearningRate,
                "spec.pretraining.schedule.minLearningRate", job.Spec.Pretraining.Schedule.MinLearningRate)),

        new("spec.pretraining", "!has(self.deterministic) || !self.deterministic || !has(self.microBatch) || self.microBatch != 'auto'",
            "how many sequences fit may differ from one start to the next, and with it the last bits, which deterministic forbids; set microBatch to a number or deterministic to false",
            job => When(
                job.Spec.Pretraining is { Deterministic: true, MicroBatch: { Sequences: null } },
                "spec.pretraining.microBatch", MicroBatch.Auto)),

        new("spec", "!has(self.pretraining) || !has(self.pretraining.precision) || self.pretraining.precision in ['auto', 'fp32'] || (has(self.workers) && has(self.workers.gpusPerWorker) && self.workers.gpusPerWorker > 0)",
            "tf32 and bf16 are for GPUs; set it to auto or fp32, or workers.gpusPerWorker to 1 or more",
            job => When(
                job.Spec is { Workers.GpusPerWorker: 0, Pretraining.Precision: Precision.TensorFloat32 or Precision.BFloat16 },
                "spec.pretraining.precision", job.Spec.Pretraining.Precision == Precision.BFloat16 ? "bf16" : "tf32")),

        new("spec.retry.rules[].stages", null,
            "a rule's stages are among those of the job; correct or remove it",
            job => (job.Spec.Retry.Rules ?? []).SelectMany((rule, i) => (rule.Stages ?? []).SelectMany((stage, j) =>
                When(!StageNames.Of(job).Contains(stage), $"spec.retry.rules[{i}].stages[{j}]", stage)))),
    ];

    private static string UriRule(string self) =>
        $"{self}.startsWith('https://') || {self}.startsWith('file:///') || {self}.matches(r'{LoopbackPattern}') || !{self}.contains('://')";

    private static bool IsUri(string uri) =>
        uri.StartsWith("https://", StringComparison.Ordinal) || uri.StartsWith("file:///", StringComparison.Ordinal)
        || Loopback().IsMatch(uri) || !uri.Contains("://", StringComparison.Ordinal);

    private static bool HeadsDoNotDivide(ModelSpec model)
    {
        var shape = ModelPresets.Resolve(model);
        return shape.NumAttentionHeads > 0 && shape.HiddenSize % shape.NumAttentionHeads != 0;
    }

    private static bool KeyValueHeadsDoNotDivide(ModelSpec model)
    {
        var shape = ModelPresets.Resolve(model);
        return shape.NumKeyValueHeads > 0 && shape.NumAttentionHeads % shape.NumKeyValueHeads != 0;
    }

    private static bool HeadSizeIsOdd(ModelSpec model)
    {
        var shape = ModelPresets.Resolve(model);
        return model.Architecture == ModelArchitecture.Llama && shape.NumAttentionHeads > 0 && shape.HiddenSize / shape.NumAttentionHeads % 2 != 0;
    }

    private static IEnumerable<BrokenField> When(bool broken, string path, object? value) =>
        broken ? [new BrokenField(path, value)] : [];

    [GeneratedRegex(NamePattern)]
    private static partial Regex Name();

    [GeneratedRegex(LoopbackPattern)]
    private static partial Regex Loopback();
}
