using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;

namespace GptOperator.Reconciling.Reporting;

/// <summary>
/// What trainers say, as status. A trainer's pod runs its user's code, so no number is believed to be in range and no text to be short.
/// </summary>
internal static class TrainerReport
{
    private const int LongestUri = 2048;
    private const int LongestSample = 600;
    private const double LongestWaitSeconds = 1e9;

    /// <summary>Lays what a trainer left at its end over the status; null leaves it as it is.</summary>
    public static GptTrainingJobStatus Merge(GptTrainingJobStatus status, string stage, TerminationMessage? message) => message is null
        ? status
        : Merge(status, stage, message.Progress) with
        {
            LastCheckpoint = Newer(status.LastCheckpoint, message.Checkpoint ?? message.Progress?.LastCheckpoint),
            Outputs = Merge(status.Outputs, message.Outputs),
            Results = Merge(status.Results, message.Results),
        };

    /// <summary>Lays a running trainer's progress over the status. Progress of another stage is an echo and left out.</summary>
    public static GptTrainingJobStatus Merge(GptTrainingJobStatus status, string stage, TrainerProgress? progress) =>
        progress is null || progress.Stage != stage ? status : status with
        {
            Progress = Read(progress),
            LastCheckpoint = Newer(status.LastCheckpoint, progress.LastCheckpoint),
        };

    private static ProgressStatus Read(TrainerProgress progress)
    {
        var step = Math.Max(0, progress.Step);
        var total = progress.TotalSteps > 0 ? progress.TotalSteps : (long?)null;
        return new ProgressStatus
        {
            Stage = progress.Stage,
            Step = step,
            TotalSteps = total,
            Percentage = total is { } all ? (int)Math.Min(100, 100.0 * step / all) : null,
            Tokens = Math.Max(0, progress.Tokens),
            Loss = FourDigits(progress.Loss),
            ValidationLoss = FourDigits(progress.ValidationLoss),
            TokensPerSecond = progress.TokensPerSecond is >= 0 and < long.MaxValue ? (long)Math.Round(progress.TokensPerSecond.Value) : null,
            Eta = progress.SecondsRemaining is > 0 and < LongestWaitSeconds and var seconds && step < (total ?? long.MaxValue)
                ? Duration.Humanize(TimeSpan.FromSeconds(seconds))
                : null,
            UpdatedAt = MetaTime.Floor(progress.UpdatedAt),
        };
    }

    private static CheckpointReference? Newer(CheckpointReference? known, CheckpointReference? said)
    {
        if (said is null || said.Uri.Length is 0 or > LongestUri)
            return known;
        var checkpoint = said with { Time = said.Time is { } time ? MetaTime.Floor(time) : null };
        return known is { Time: { } before } && checkpoint.Time is { } after && after < before ? known : checkpoint;
    }

    private static OutputsStatus? Merge(OutputsStatus? known, OutputsStatus? said) => said is null ? known : new OutputsStatus
    {
        Dataset = Uri(said.Dataset) ?? known?.Dataset,
        Tokenizer = Uri(said.Tokenizer) ?? known?.Tokenizer,
        Checkpoints = Uri(said.Checkpoints) ?? known?.Checkpoints,
        Model = Uri(said.Model) ?? known?.Model,
    };

    private static ResultsStatus? Merge(ResultsStatus? known, ResultsStatus? said) => said is null ? known : new ResultsStatus
    {
        ValidationLoss = FourDigits(said.ValidationLoss) ?? known?.ValidationLoss,
        UnigramEntropy = FourDigits(said.UnigramEntropy) ?? known?.UnigramEntropy,
        Parameters = said.Parameters ?? known?.Parameters,
        Sample = Start(said.Sample) ?? known?.Sample,
    };

    private static string? Uri(string? uri) => uri is { Length: > 0 and <= LongestUri } ? uri : null;

    private static string? Start(string? sample)
    {
        if (sample is null || sample.Length <= LongestSample)
            return sample;
        // Half of a surrogate pair is no text that JSON can hold.
        var length = char.IsHighSurrogate(sample[LongestSample - 1]) ? LongestSample - 1 : LongestSample;
        return sample[..length];
    }

    private static double? FourDigits(double? value) => value is { } number && double.IsFinite(number) ? Math.Round(number, 4) : null;
}
