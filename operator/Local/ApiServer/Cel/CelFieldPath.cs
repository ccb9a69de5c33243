using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A rule's fieldPath: <c>.field</c> and <c>['name']</c>, from the node that carries the rule.</summary>
internal static class CelFieldPath
{
    /// <param name="path">As errors show it, to be appended to the node's own: <c>.spec.field</c> or <c>.labels[name]</c>.</param>
    /// <returns>False where it is malformed or leads to no field of the schema.</returns>
    public static bool TryParse(string text, Schema schema, out string path)
    {
        path = "";
        var rest = text.Trim();
        while (rest.Length > 0)
        {
            if (!TryStep(ref rest, out var name))
                return false;
            var isNamed = schema.Properties.Count > 0;
            if ((isNamed ? schema.Properties.GetValueOrDefault(name) : schema.AdditionalProperties) is not { } next)
                return false;
            path += isNamed ? $".{name}" : $"[{name}]";
            schema = next;
        }
        return path.Length > 0;
    }

    private static bool TryStep(ref string rest, out string name)
    {
        name = "";
        if (rest[0] == '.')
        {
            var end = rest.AsSpan(1).IndexOfAny('.', '[') is var at && at < 0 ? rest.Length : at + 1;
            name = rest[1..end];
            rest = rest[end..];
            return name.Length > 0;
        }
        var close = rest.IndexOf("']", StringComparison.Ordinal);
        if (!rest.StartsWith("['", StringComparison.Ordinal) || close < 2)
            return false;
        name = rest[2..close].Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        rest = rest[(close + 2)..];
        return true;
    }
}
