namespace GptOperator.Faults.Simulation;

/// <summary>How long an operator process lives, counted in writes that the API server has done for it.</summary>
internal sealed class Lifeline(int writesToLive)
{
    private int _writes;

    public int Writes => Volatile.Read(ref _writes);

    public bool IsDead { get; private set; }

    /// <summary>Kills the process now.</summary>
    public void End() => IsDead = true;

    /// <exception cref="OperatorKilledException">The process is dead: nothing leaves it any more.</exception>
    public void BeforeRequest()
    {
        if (IsDead)
            throw new OperatorKilledException();
    }

    /// <exception cref="OperatorKilledException">That was its last write: the answer reaches nobody.</exception>
    public void AfterWrite()
    {
        if (Interlocked.Increment(ref _writes) == writesToLive)
            IsDead = true;
        BeforeRequest();
    }
}
