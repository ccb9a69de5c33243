using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>Social Security number: area, group and serial, none of them zero, without a check digit.</summary>
internal static partial class UnitedStates
{
    public static NationalId Ssn { get; } = new(Pattern(), IsValid, Name());

    private static bool IsValid(string text) => true;

    [GeneratedRegex(@"(?<![\w.-])(?!000|666|9)[0-9]{3}(?:-(?!00)[0-9]{2}-|(?<plain>(?: (?!00)[0-9]{2} |(?!00)[0-9]{2})))(?!0000)[0-9]{4}(?![\w-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bSSN\b|social security", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
