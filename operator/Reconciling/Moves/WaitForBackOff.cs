using System.Globalization;

namespace GptOperator.Reconciling.Moves;

/// <summary>The next attempt's time has not come.</summary>
internal static class WaitForBackOff
{
    public static Move? Decide(Situation situation)
    {
        if (situation.Stage is not { NotBefore: { } time } stage || situation.Observed.Now >= time)
            return null;
        var start = time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var message = $"{StageText.Title(stage)} starts at {start} UTC, after {stage.LastFailureReason}: {stage.LastFailureMessage}";
        return new Move
        {
            PodsReady = Aspect.False(MoveReasons.BackOff, message),
            Progressing = Aspect.True(MoveReasons.BackOff, message),
            RequeueAfter = time - situation.Observed.Now,
        };
    }
}
