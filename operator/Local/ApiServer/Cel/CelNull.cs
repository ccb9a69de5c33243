namespace GptOperator.Local.ApiServer.Cel;

/// <summary>CEL's null, a value like any other.</summary>
internal sealed class CelNull
{
    public static readonly CelNull Value = new();

    private CelNull()
    {
    }
}
