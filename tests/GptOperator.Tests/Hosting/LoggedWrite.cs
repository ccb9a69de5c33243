using System.Net;

namespace GptOperator.Tests.Hosting;

/// <summary>One write of one operator on its way to the API server and back.</summary>
internal sealed class LoggedWrite(string @operator, HttpMethod method, string path, byte[] body)
{
    private volatile int status;

    public string Operator => @operator;

    public HttpMethod Method => method;

    public string Path => path;

    public byte[] Body => body;

    public bool IsOfLease => path.Contains("/leases", StringComparison.Ordinal);

    public bool Succeeded => status is >= 200 and < 300;

    public void End(HttpStatusCode code) => status = (int)code;

    public override string ToString() => $"{Operator}: {Method} {Path} {status}";
}
