namespace GptOperator.Local.ApiServer.Cel;

/// <summary>
/// What an evaluation may cost: one for each step, and for each ten characters or bytes that a call handles.
/// </summary>
internal sealed class CelBudget
{
    /// <summary>For one rule, as the API server allows it.</summary>
    public const long PerRule = 1_000_000;

    /// <summary>For all rules of one object.</summary>
    public const long PerObject = 10_000_000;

    private long _rule;
    private long _object = PerObject;

    /// <summary>Begins another rule.</summary>
    public void Begin() => _rule = PerRule;

    /// <exception cref="CelException">Too much was spent.</exception>
    public void Spend(long cost)
    {
        _rule -= cost;
        _object -= cost;
        if (_rule < 0 || _object < 0)
            throw new CelException("operation cancelled: actual cost limit exceeded") { IsOverBudget = true };
    }

    public static long CostOf(object value) => value switch
    {
        string text => 1 + text.Length / 10,
        byte[] bytes => 1 + bytes.Length / 10,
        CelList list => 1 + list.Items.Count,
        CelMap map => 1 + map.Count,
        _ => 1,
    };
}
