namespace GptTrainer.Training;

/// <summary>
/// How many steps go to a device before what it measured is read: about a second's worth. Less would leave it idle more
/// often, more would make progress, and the answer to a request to stop, late.
/// </summary>
internal sealed class StepWindow
{
    public const int Most = 64;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    public int Steps { get; private set; } = 1;

    /// <summary>Learns from a window that was done.</summary>
    public void Add(int steps, TimeSpan elapsed)
    {
        if (steps > 0) Steps = (int)Math.Clamp(Span / (elapsed / steps), 1, Most);
    }
}
