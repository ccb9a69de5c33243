namespace GptOperator.Local.ApiServer.Storage;

/// <summary>One line of the journal: an object's new state, an object's deletion, or only a revision reached.</summary>
internal sealed record JournalRecord
{
    public required string Key { get; init; }

    public required long Revision { get; init; }

    public StoredObject? Object { get; init; }

    public string Namespace { get; init; } = "";

    /// <summary>The deleted object's name, when <see cref="Object"/> is null.</summary>
    public string? Name { get; init; }
}
