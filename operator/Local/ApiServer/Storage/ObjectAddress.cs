namespace GptOperator.Local.ApiServer.Storage;

/// <param name="Key">The collection's key: "group/plural".</param>
/// <param name="Namespace">Empty for cluster-scoped objects.</param>
/// <param name="Name">The object's name.</param>
internal readonly record struct ObjectAddress(string Key, string Namespace, string Name);
