namespace GptOperator.Local.ApiServer.Storage;

/// <summary>What a watcher gets at one look.</summary>
internal sealed record WatchBatch
{
    /// <summary>The events after the asked-for revision, oldest first.</summary>
    public required IReadOnlyList<WatchEvent> Events { get; init; }

    /// <summary>The store's revision at that moment: everything up to it is in <see cref="Events"/>.</summary>
    public required long Revision { get; init; }

    /// <summary>Ends when there is more to see.</summary>
    public required Task Changed { get; init; }

    /// <summary>The collection is gone (its definition was deleted): no event will ever come.</summary>
    public required bool Closed { get; init; }
}
