using System.Text;
using System.Text.RegularExpressions;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Names, label keys and values, in the words of the API server. Each returns what is wrong; empty when nothing is.</summary>
internal static partial class NameValidator
{
    private const string LabelText = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string SubdomainText = LabelText + @"(\." + LabelText + ")*";
    private const string Dns1035Text = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string QualifiedText = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    /// <summary>An RFC 1123 subdomain: the name of most objects.</summary>
    public static IReadOnlyList<string> Subdomain(string name) => Judge(name, 253, SubdomainPattern(),
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + $"(e.g. 'example.com', regex used for validation is '{SubdomainText}')");

    /// <summary>An RFC 1123 label: the name of a namespace, a container, a volume.</summary>
    public static IReadOnlyList<string> Label(string name) => Judge(name, 63, LabelPattern(),
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + $"(e.g. 'my-name',  or '123-abc', regex used for validation is '{LabelText}')");

    /// <summary>An RFC 1035 label: the name of a service, a CRD's plural.</summary>
    public static IReadOnlyList<string> Dns1035Label(string name) => Judge(name, 63, Dns1035Pattern(),
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
        + $"(e.g. 'my-name',  or 'abc-123', regex used for validation is '{Dns1035Text}')");

    /// <summary>Anything that can be one segment of a URL: the name of a role or a binding.</summary>
    public static IReadOnlyList<string> PathSegment(string name) => name switch
    {
        "." or ".." => [$"may not be '{name}'"],
        _ => [.. "/%".Where(c => name.Contains(c, StringComparison.Ordinal)).Select(c => $"may not contain '{c}'")],
    };

    public static IReadOnlyList<string> LabelValue(string value) => Judge(value, 63, LabelValuePattern(),
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + $"(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '({QualifiedText})?')");

    /// <summary>A key of a label or an annotation: <c>name</c> or <c>example.com/name</c>.</summary>
    public static IReadOnlyList<string> QualifiedName(string key)
    {
        var rule = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
            + $"(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{QualifiedText}')";
        var parts = key.Split('/');
        if (parts.Length > 2)
            return [$"a qualified name {rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        var errors = new List<string>();
        if (parts.Length == 2 && parts[0].Length == 0)
            errors.Add("prefix part must be non-empty");
        else if (parts.Length == 2)
            errors.AddRange(Subdomain(parts[0]).Select(error => $"prefix part {error}"));
        var name = parts[^1];
        if (name.Length == 0)
            errors.Add("name part must be non-empty");
        else if (Encoding.UTF8.GetByteCount(name) > 63)
            errors.Add("name part must be no more than 63 bytes");
        if (!QualifiedPattern().IsMatch(name))
            errors.Add($"name part {rule}");
        return errors;
    }

    private static List<string> Judge(string text, int max, Regex pattern, string rule)
    {
        var errors = new List<string>();
        if (Encoding.UTF8.GetByteCount(text) > max)
            errors.Add($"must be no more than {max} bytes");
        if (!pattern.IsMatch(text))
            errors.Add(rule);
        return errors;
    }

    [GeneratedRegex("^" + SubdomainText + @"\z")]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex("^" + LabelText + @"\z")]
    private static partial Regex LabelPattern();

    [GeneratedRegex("^" + Dns1035Text + @"\z")]
    private static partial Regex Dns1035Pattern();

    [GeneratedRegex("^(" + QualifiedText + @")?\z")]
    private static partial Regex LabelValuePattern();

    [GeneratedRegex("^" + QualifiedText + @"\z")]
    private static partial Regex QualifiedPattern();
}
