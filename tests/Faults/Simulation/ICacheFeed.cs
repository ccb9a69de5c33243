namespace GptOperator.Faults.Simulation;

/// <summary>The way of one kind's changes from the API server into one operator's cache, under the harness' hand.</summary>
internal interface ICacheFeed
{
    /// <summary>The resource's plural.</summary>
    string Resource { get; }

    /// <summary>Revision of the oldest change that the cache has not seen; null when it has seen all.</summary>
    long? OldestPending { get; }

    /// <summary>Lists everything anew, as after a lost watch.</summary>
    Task ListAsync();

    void DeliverOne();

    /// <summary>The oldest change is lost.</summary>
    void DropOne();

    /// <summary>Delivers all that is pending, twice and the newest first.</summary>
    void DeliverDisordered();
}
