using System.Collections.Immutable;

namespace GptOperator.Local.ApiServer.Resources;

/// <param name="Name">Empty for the core group.</param>
/// <param name="Versions">The preferred one first.</param>
internal sealed record ApiGroup(string Name, ImmutableArray<string> Versions);
