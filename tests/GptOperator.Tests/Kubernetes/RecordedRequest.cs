namespace GptOperator.Tests.Kubernetes;

/// <param name="Method">HTTP method</param>
/// <param name="Path">path and query</param>
/// <param name="Body">as text</param>
/// <param name="ContentType">of the body</param>
/// <param name="At">when it came, by the test's clock</param>
internal sealed record RecordedRequest(string Method, string Path, string Body, string? ContentType, DateTimeOffset At);
