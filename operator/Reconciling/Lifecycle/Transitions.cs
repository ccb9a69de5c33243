using System.Collections.Immutable;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>
/// How a job's status moves on. Each rule looks at one thing and either steps or stays; the first that steps wins, and the table is read
/// again from its top until none does. A new concern is one more row.
/// </summary>
internal static class Transitions
{
    private static readonly ImmutableArray<Func<Situation, Situation?>> Table =
    [
        StatusRecovery.Step,
        AttemptStarted.Step,
        AttemptSucceeded.Step,
        JobSucceeded.Step,
        JobOutOfTime.Step,
        AttemptFailed.Step,
        JobSuspended.Step,
        JobResumed.Step,
        AttemptStuck.Step,
        AttemptHung.Step,
        StageStarted.Step,
    ];

    /// <summary>Every rule leaves the situation that it fires in, so a longer walk than this is a rule that does not.</summary>
    private const int LongestWalk = 64;

    public static Situation Settle(Situation situation)
    {
        for (var steps = 0; steps < LongestWalk; steps++)
        {
            if (situation.Finished || Next(situation) is not { } next)
                return situation;
            situation = next;
        }
        throw new InvalidOperationException($"the status of job {situation.Job.Metadata.Name} does not settle");
    }

    private static Situation? Next(Situation situation) => Table.Select(rule => rule(situation)).FirstOrDefault(next => next is not null);
}
