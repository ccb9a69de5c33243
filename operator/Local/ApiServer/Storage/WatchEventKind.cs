namespace GptOperator.Local.ApiServer.Storage;

internal enum WatchEventKind
{
    Added,
    Modified,
    Deleted,
}
