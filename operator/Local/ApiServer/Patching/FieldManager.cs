namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Who writes: one entry of <c>metadata.managedFields</c>.</summary>
/// <param name="ApiVersion">Of the object as written, such as <c>v1</c> or <c>apps/v1</c>.</param>
/// <param name="Subresource">Null for the object itself, else <c>status</c>, ...</param>
/// <param name="Time">Of the request; kept to whole seconds.</param>
internal sealed record FieldManager(string Name, string ApiVersion, string? Subresource, DateTimeOffset Time);
