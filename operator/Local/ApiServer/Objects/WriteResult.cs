using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Objects;

/// <param name="Object">The object as it is now, in the served version.</param>
/// <param name="Created">It was not there before.</param>
/// <param name="Warnings">For the client's user, one line each.</param>
internal sealed record WriteResult(JsonObject Object, bool Created, IReadOnlyList<string> Warnings);
