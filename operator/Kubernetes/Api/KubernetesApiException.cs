using System.Net;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>A call to the API server that did not succeed; the message holds the call and the server's own words.</summary>
internal sealed class KubernetesApiException : Exception
{
    public KubernetesApiException(ApiErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public ApiErrorKind Kind { get; }

    /// <summary>Null when no answer came.</summary>
    public HttpStatusCode? StatusCode { get; private init; }

    /// <summary>The server's own wish for how long to stay away.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>False only when it is certain that the server never saw the request.</summary>
    public bool MayHaveReachedServer { get; init; } = true;

    /// <summary>True when nothing can be created any more because the namespace is being deleted.</summary>
    public bool IsNamespaceGoing { get; private init; }

    /// <summary>True when the same request may succeed later with no change to it.</summary>
    public bool IsTransient =>
        Kind is ApiErrorKind.Unreachable or ApiErrorKind.TooManyRequests or ApiErrorKind.ServerError;

    /// <param name="call">verb and path of the call, for the message</param>
    /// <param name="code">the HTTP status code, or the code inside a watch's ERROR event</param>
    /// <param name="status">the body, when it was a Status</param>
    /// <param name="retryAfter">the Retry-After header</param>
    public static KubernetesApiException FromStatus(
        string call, HttpStatusCode code, V1Status? status, TimeSpan? retryAfter = null)
    {
        var words = string.IsNullOrWhiteSpace(status?.Message) ? status?.Reason : status.Message;
        var message = $"{call}: {(int)code} {(string.IsNullOrWhiteSpace(words) ? code.ToString() : words)}";
        return new KubernetesApiException(KindOf(code, status), message)
        {
            StatusCode = code,
            RetryAfter = retryAfter,
            IsNamespaceGoing = status?.Details?.Causes?.Any(cause => cause.Reason == "NamespaceTerminating") == true,
        };
    }

    private static ApiErrorKind KindOf(HttpStatusCode code, V1Status? status) => code switch
    {
        HttpStatusCode.NotFound => ApiErrorKind.NotFound,
        HttpStatusCode.Conflict when status?.Reason == "AlreadyExists" => ApiErrorKind.AlreadyExists,
        HttpStatusCode.Conflict => ApiErrorKind.Conflict,
        // How the server says of an apply that the object is another one of the same name by now.
        HttpStatusCode.UnprocessableEntity when status?.Details?.Causes?.Any(c => c.Field == "metadata.uid") == true => ApiErrorKind.Conflict,
        HttpStatusCode.Gone => ApiErrorKind.Gone,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ApiErrorKind.Invalid,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ApiErrorKind.Forbidden,
        HttpStatusCode.TooManyRequests => ApiErrorKind.TooManyRequests,
        >= HttpStatusCode.InternalServerError => ApiErrorKind.ServerError,
        _ => ApiErrorKind.Other,
    };
}
