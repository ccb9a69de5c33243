using System.Collections.Frozen;
using System.Globalization;

namespace GptOperator.Local.ApiServer.Protobuf;

/// <summary>The layouts in messages.txt, read at the first need.</summary>
internal static class ProtobufLayouts
{
    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<int, ProtobufField>>> All = new(Load);

    /// <summary>The layout of a kind that is sent on its own.</summary>
    public static FrozenDictionary<int, ProtobufField>? Find(string apiVersion, string kind)
    {
        // Every group has its own DeleteOptions, and all of them are the same.
        if (kind == "DeleteOptions") return Message("meta/v1.DeleteOptions");
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "core" : apiVersion[..slash].Split('.')[0];
        return All.Value.GetValueOrDefault($"{group}/{apiVersion[(slash + 1)..]}.{kind}");
    }

    public static FrozenDictionary<int, ProtobufField> Message(string name) => All.Value[name];

    private static FrozenDictionary<string, FrozenDictionary<int, ProtobufField>> Load()
    {
        using var stream = typeof(ProtobufLayouts).Assembly.GetManifestResourceStream("GptOperator.Local.ApiServer.Protobuf.messages.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' '))
            .ToFrozenDictionary(words => words[0], words => words[1..].Select(Field).ToFrozenDictionary(f => f.Number, f => f.Field), StringComparer.Ordinal);
    }

    // NUMBER=NAME:TYPE
    private static (int Number, ProtobufField Field) Field(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = text[(equals + 1)..colon];
        var type = text[(colon + 1)..].TrimEnd('?');
        var shape = type[0] switch
        {
            '*' => ProtobufShape.List,
            '%' => ProtobufShape.Map,
            _ => ProtobufShape.One,
        };
        return (
            int.Parse(text[..equals], CultureInfo.InvariantCulture),
            new ProtobufField(name == "^" ? "" : name, shape, shape == ProtobufShape.One ? type : type[1..], text.EndsWith('?')));
    }
}
