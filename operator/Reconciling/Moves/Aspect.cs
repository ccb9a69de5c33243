namespace GptOperator.Reconciling.Moves;

/// <summary>A condition's verdict without its type and times.</summary>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">One PascalCase word.</param>
/// <param name="Message">For a person.</param>
internal sealed record Aspect(string Status, string Reason, string Message)
{
    public static Aspect True(string reason, string message) => new("True", reason, message);

    public static Aspect False(string reason, string message) => new("False", reason, message);
}
