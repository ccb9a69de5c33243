namespace GptOperator.Local.ApiServer.Cel;

/// <summary>An expression failed while it ran; the message is CEL's own: <c>no such key: x</c>, <c>division by zero</c>.</summary>
internal sealed class CelException(string message) : Exception(message)
{
    /// <summary>The budget is spent: no further rule may run.</summary>
    public bool IsOverBudget { get; init; }

    public static CelException NoSuchOverload() => new("no such overload");

    public static CelException NoSuchKey(object key) => new($"no such key: {CelText.Of(key)}");
}
