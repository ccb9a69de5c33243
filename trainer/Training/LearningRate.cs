using GptOperator.Crds.Spec;

namespace GptTrainer.Training;

/// <summary>The learning rate as a function of the step alone, so that a resumed run needs no state for it.</summary>
internal static class LearningRate
{
    /// <param name="options">The course.</param>
    /// <param name="step">Steps done before this one, from 0.</param>
    public static double At(ScheduleOptions options, long step)
    {
        // One more than the warm-up's length divides it, so that neither the first step nor the first after it is wasted.
        if (step < options.WarmupSteps) return options.Peak * (step + 1) / (options.WarmupSteps + 1);
        if (options.Type == ScheduleType.Constant) return options.Peak;
        if (step >= options.DecaySteps) return options.Minimum;
        var start = options.Type == ScheduleType.WarmupStableDecay ? Math.Max(options.WarmupSteps, options.StableSteps) : options.WarmupSteps;
        if (step < start) return options.Peak;
        var progress = (double)(step - start) / (options.DecaySteps - start);
        var share = options.Type != ScheduleType.Cosine ? 1 - progress : 0.5 * (1 + Math.Cos(Math.PI * progress));
        return options.Minimum + share * (options.Peak - options.Minimum);
    }
}
