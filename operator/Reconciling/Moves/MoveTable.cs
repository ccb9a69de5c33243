using System.Collections.Immutable;

namespace GptOperator.Reconciling.Moves;

/// <summary>What a job waits for or does next; the first row that fits decides.</summary>
internal static class MoveTable
{
    private static readonly ImmutableArray<Func<Situation, Move?>> Table =
    [
        RestAtEnd.Decide,
        StaySuspended.Decide,
        WatchAttempt.Decide,
        HoldInvalidSpec.Decide,
        WaitForName.Decide,
        WaitForBackOff.Decide,
        WaitForLeftovers.Decide,
        CreateAttempt.Decide,
    ];

    public static Move Choose(Situation situation) => Table.Select(row => row(situation)).First(move => move is not null)!;
}
