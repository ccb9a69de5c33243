using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GptOperator.Crds.Generation;

/// <summary>The summaries of doc comments, from the XML file that the compiler writes beside the assembly.</summary>
public sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, string> summaries;

    private XmlDocumentation(Dictionary<string, string> summaries) => this.summaries = summaries;

    /// <summary>The contract's own doc comments; empty where the XML file is not shipped.</summary>
    public static XmlDocumentation OfContract { get; } = Load(Path.ChangeExtension(typeof(XmlDocumentation).Assembly.Location, ".xml"));

    /// <summary>The summary of a type as one line of plain text, or an empty string.</summary>
    public string Of(Type type) => summaries.GetValueOrDefault("T:" + type.FullName, "");

    /// <summary>The summary of a property as one line of plain text, or an empty string.</summary>
    public string Of(PropertyInfo property) => summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static XmlDocumentation Load(string path) => new(
        File.Exists(path)
            ? XDocument.Load(path).Descendants("member")
                .Where(m => m.Element("summary") is not null)
                .ToDictionary(m => m.Attribute("name")!.Value, m => PlainText(m.Element("summary")!))
            : []);

    private static string PlainText(XElement summary) =>
        Whitespace().Replace(string.Concat(summary.Nodes().Select(PlainText)), " ").Trim();

    private static string PlainText(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => ((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? "").Split('.')[^1],
        XElement element => string.Concat(element.Nodes().Select(PlainText)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
