namespace GptOperator.Local.ApiServer.Chaos;

/// <summary>One way in which a request goes wrong.</summary>
internal abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>The request is served late.</summary>
    public sealed record Delayed(TimeSpan Time) : Fault;

    /// <summary>The connection breaks and no answer comes.</summary>
    /// <param name="Served">Whether the server acted before it broke: the client cannot tell.</param>
    public sealed record Dropped(bool Served) : Fault;

    /// <summary>The request is refused with an error, unserved.</summary>
    /// <param name="Code">HTTP status code.</param>
    /// <param name="Reason">The Status' reason.</param>
    public sealed record Refused(int Code, string Reason) : Fault
    {
        /// <summary>Sent as Retry-After, in whole seconds.</summary>
        public TimeSpan? RetryAfter { get; init; }

        public static Refused Conflict { get; } = new(409, "Conflict");

        public static Refused InternalError { get; } = new(500, "InternalError");

        public static Refused Gone { get; } = new(410, "Expired");

        public static Refused TooManyRequests(TimeSpan retryAfter) => new(429, "TooManyRequests") { RetryAfter = retryAfter };
    }

    /// <summary>A list shows the state of some revisions ago, as a replica of the server that lags behind would.</summary>
    public sealed record StaleList(long Revisions) : Fault;

    /// <summary>A watch's events come wrongly.</summary>
    public sealed record DisturbedWatch : Fault
    {
        /// <summary>Each event comes twice.</summary>
        public bool Duplicates { get; init; }

        /// <summary>Each two events come in the wrong order.</summary>
        public bool Reorders { get; init; }

        /// <summary>An event comes only when this many later ones have happened.</summary>
        public int HoldsBack { get; init; }

        /// <summary>The connection breaks in the middle of the event of this number, from 1; 0 for never.</summary>
        public int BreaksInEvent { get; init; }
    }
}
