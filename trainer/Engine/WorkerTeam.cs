namespace GptTrainer.Engine;

/// <summary>
/// A fixed team of threads that run one program together: every worker runs all of it, and wherever the program says
/// <see cref="Worker.Split"/> they share the items and meet again behind the last one, as OpenMP's <c>for</c> does.
/// The caller's thread is worker 0.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // About as long as a context switch takes: shorter waits are cheaper awake, longer ones cheaper asleep.
    private const int SpinsBeforeSleep = 400;
    private const int PausesPerSpin = 8;
    private readonly Worker[] workers;
    private readonly object gate = new();
    private Action<Worker>? program;
    private int next;
    private int arrived;
    private int phase;
    private int sleepers;

    /// <param name="size">Threads, at least 1.</param>
    public WorkerTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        workers = [.. Enumerable.Range(0, size).Select(index => new Worker(this, index))];
        foreach (var worker in workers.Skip(1))
            new Thread(() => Serve(worker)) { IsBackground = true, Name = $"engine-{worker.Index}" }.Start();
    }

    public int Size => workers.Length;

    /// <summary>Memory of all workers together.</summary>
    internal NativeBuffer Shared { get; } = new();

    /// <summary>The caller's thread.</summary>
    internal Worker First => workers[0];

    /// <summary>What the programs' time went to.</summary>
    public StepTimes Times { get; } = new();

    /// <summary>Has every worker run the program; returns when all of them have.</summary>
    /// <remarks>A program must not throw: a worker that is missing would leave the others waiting, so the process ends.</remarks>
    public void Run(Action<Worker> work)
    {
        program = work;
        Meet();
        Execute(workers[0]);
        Meet();
    }

    public void Dispose()
    {
        program = null;
        Meet();
        foreach (var worker in workers) worker.Dispose();
        Shared.Dispose();
    }

    /// <summary>The next item of the shared loop that all workers are in.</summary>
    internal int Claim() => Interlocked.Increment(ref next) - 1;

    /// <summary>Waits until every worker is here.</summary>
    internal void Meet()
    {
        var present = Volatile.Read(ref phase);
        if (Interlocked.Increment(ref arrived) == workers.Length)
        {
            (arrived, next) = (0, 0);
            Interlocked.Increment(ref phase);
            if (Volatile.Read(ref sleepers) > 0) Wake();
            return;
        }
        for (var spins = 0; spins < SpinsBeforeSleep; spins++)
        {
            if (Volatile.Read(ref phase) != present) return;
            Thread.SpinWait(PausesPerSpin);
        }
        Sleep(present);
    }

    private void Sleep(int present)
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref phase) == present) Monitor.Wait(gate);
            Interlocked.Decrement(ref sleepers);
        }
    }

    private void Wake()
    {
        lock (gate) Monitor.PulseAll(gate);
    }

    private void Serve(Worker worker)
    {
        while (true)
        {
            Meet();
            if (program is null) return;
            Execute(worker);
            Meet();
        }
    }

    private void Execute(Worker worker)
    {
        try
        {
            program!(worker);
        }
        catch (Exception fault)
        {
            Environment.FailFast("A worker of the training engine failed.", fault);
        }
    }
}
