namespace GptOperator.Kubernetes;

/// <summary>What went wrong with a call, as far as a caller can act on it.</summary>
internal enum ApiErrorKind
{
    /// <summary>Any answer that the other kinds do not cover.</summary>
    Other,

    /// <summary>The server could not be reached, or its answer was cut short or took too long.</summary>
    Unreachable,
    NotFound,

    /// <summary>409: the object changed, has another uid, or another field manager owns the field.</summary>
    Conflict,

    /// <summary>409 to a create: an object of that name is there already.</summary>
    AlreadyExists,

    /// <summary>410: the asked resourceVersion or continue token is too old; list again.</summary>
    Gone,

    /// <summary>400 or 422: the same request can never succeed.</summary>
    Invalid,

    /// <summary>401 or 403.</summary>
    Forbidden,
    TooManyRequests,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>Refused on this side: leadership is not held, so nothing was sent.</summary>
    Fenced,
}
