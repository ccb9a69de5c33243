namespace GptOperator.Reconciling.Moves;

/// <summary>A spec that cannot be run starts no pods. A running attempt is left alone: it runs by the spec that it was started with.</summary>
internal static class HoldInvalidSpec
{
    public static Move? Decide(Situation situation)
    {
        if (situation.Faults.Count == 0)
            return null;
        var held = Aspect.False(MoveReasons.InvalidSpec, "no pods are created until the spec is corrected; condition Valid says what is wrong");
        return new Move { PodsReady = held, Progressing = held };
    }
}
