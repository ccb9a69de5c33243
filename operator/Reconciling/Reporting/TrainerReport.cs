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
        : Lay(status, stage, message.Progress, status.Progress?.UpdatedAt) with
        {
            LastCheckpoint = Newer(status.LastCheckpoint, message.Checkpoint ?? message.Progress?.LastCheckpoint),
            Outputs = Merge(status.Outputs, message.Outputs),
            Results = Merge(status.Results, message.Results),
        };

    /// <summary>Lays a running trainer's progress over the status, unless it stands still or was written too short a time ago.</summary>
    public static GptTrainingJobStatus Merge(GptTrainingJobStatus status, string stage, HeardProgress? heard, TimeSpan interval, DateTimeOffset now) =>
        heard is null || !HasMoved(status, stage, heard.Progress) || now < NextWrite(status, interval)
            ? status
            : Lay(status, stage, heard.Progress, MetaTime.Ceiling(now));

    /// <summary>Whether a trainer is further than the status says, or elsewhere. Rates alone are no movement.</summary>
    public static bool HasMoved(GptTrainingJobStatus status, string stage, TrainerProgress progress)
    {
        var after = Lay(status, stage, progress, time: null);
        return Still(after) != Still(status) || after.LastCheckpoint != status.LastCheckpoint;
    }

    /// <summary>Before this time no progress is written again.</summary>
    public static DateTimeOffset NextWrite(GptTrainingJobStatus status, TimeSpan interval) =>
        status.Progress?.UpdatedAt is { } written ? written + interval : DateTimeOffset.MinValue;

    /// <summary>The status without what only a running trainer has.</summary>
    public static GptTrainingJobStatus AtRest(GptTrainingJobStatus status) =>
        status with { Progress = status.Progress is { } progress ? progress with { TokensPerSecond = null, Eta = null } : null };

    /// <remarks>Progress of another stage is an echo and left out.</remarks>
    private static GptTrainingJobStatus Lay(GptTrainingJobStatus status, string stage, TrainerProgress? progress, DateTimeOffset? time) =>
        progress is null || progress.Stage != stage ? status : status with
        {
            Progress = Read(progress) with { Gpus = status.Progress?.Gpus, UpdatedAt = time },
            LastCheckpoint = Newer(status.LastCheckpoint, progress.LastCheckpoint),
        };

    private static ProgressStatus? Still(GptTrainingJobStatus status) =>
        AtRest(status).Progress is { } progress ? progress with { UpdatedAt = null } : null;

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
        };
    }

    private static CheckpointReference? Newer(CheckpointReference? known, CheckpointReference? said)
    {
        if (said is null || said.Uri.Length is 0 or > LongestUri)
            return known;
        var checkpoint = said with { Time = said.Time is { } time ? MetaTime.Floor(time) : null };
        // A trainer that goes on from a checkpoint knows where it lies, not when it was taken.
        if (checkpoint.Time is null && known?.Uri == checkpoint.Uri)
            return known;
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
