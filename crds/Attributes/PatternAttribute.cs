namespace GptOperator.Crds.Attributes;

/// <summary>A regular expression (RE2) that the string must match.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string regexPattern) : Attribute
{
    public string RegexPattern { get; } = regexPattern;

    /// <summary>The pattern in words, with an example, for the message to the user.</summary>
    public string Explanation { get; init; } = "";
}
