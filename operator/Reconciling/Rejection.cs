namespace GptOperator.Reconciling;

/// <summary>The API server's refusal to create an object: a quota, a policy, or a value that it does not accept.</summary>
/// <param name="Name">The object's kind and name, such as <c>pod demo-pretrain-0-0</c>.</param>
/// <param name="Message">The server's words.</param>
/// <param name="IsNamespaceGoing">Whether the object's namespace is being deleted, so that nothing will ever be created there.</param>
internal sealed record Rejection(string Name, string Message, bool IsNamespaceGoing = false);
