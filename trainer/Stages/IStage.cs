namespace GptTrainer.Stages;

/// <summary>One stage of a job. Running it again after any end, orderly or not, goes on with what is in the store.</summary>
internal interface IStage
{
    /// <summary>One of <see cref="GptOperator.Crds.Trainer.StageNames"/>.</summary>
    string Name { get; }

    /// <summary>Runs to the end, or until <paramref name="stop"/>: then it saves what it has and throws <see cref="OperationCanceledException"/>.</summary>
    /// <exception cref="Exception">Its type decides the exit code; see <see cref="StageRunner"/>.</exception>
    Task<StageOutcome> RunAsync(StageContext context, CancellationToken stop);
}
