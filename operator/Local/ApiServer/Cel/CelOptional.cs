namespace GptOperator.Local.ApiServer.Cel;

/// <param name="Value">Null where there is none.</param>
internal sealed record CelOptional(object? Value)
{
    public static CelOptional None { get; } = new((object?)null);
}
