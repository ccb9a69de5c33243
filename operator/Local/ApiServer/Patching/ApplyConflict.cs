namespace GptOperator.Local.ApiServer.Patching;

/// <summary>One field that another manager owns.</summary>
/// <param name="Manager">As printed: <c>"kubectl" using v1</c>.</param>
/// <param name="Field">As printed: <c>.spec.replicas</c>.</param>
internal sealed record ApplyConflict(string Manager, string Field)
{
    /// <summary>Message of the status cause <c>FieldManagerConflict</c>.</summary>
    public string Message => $"conflict with {Manager}";
}
