namespace GptOperator.Hosting;

/// <summary>Something that is done again and again beside the controller's work; one turn ends before the next begins.</summary>
internal interface IPeriodicWork
{
    /// <summary>From the beginning of one turn to the next.</summary>
    TimeSpan Interval { get; }

    /// <summary>One turn. Its failures are its own affair: an exception ends the operator.</summary>
    Task DoOnceAsync(CancellationToken cancellationToken);
}
