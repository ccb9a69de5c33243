namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>How server-side apply merges a list: <c>x-kubernetes-list-type</c>.</summary>
internal enum ListType
{
    Atomic,
    Set,
    Map,
}
