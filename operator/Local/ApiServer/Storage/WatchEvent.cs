namespace GptOperator.Local.ApiServer.Storage;

/// <param name="Kind">What happened.</param>
/// <param name="Object">The new state; for a deletion the last state with the deletion's own revision.</param>
/// <param name="Previous">The state before; null for an addition.</param>
internal sealed record WatchEvent(WatchEventKind Kind, StoredObject Object, StoredObject? Previous);
