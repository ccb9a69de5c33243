namespace GptOperator.Kubernetes;

/// <summary>An event object on the server: its name, its first time, and how often it has happened by now.</summary>
internal sealed record EventEntry(string Name, DateTime First, int Count);
