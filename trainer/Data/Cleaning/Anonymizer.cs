using System.Text;
using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>Replaces personal data by placeholders that name its kind.</summary>
internal sealed class Anonymizer(AnonymizationSpec spec)
{
    // Where two find the same stretch, the earlier one names it: the more certain first.
    private static readonly IReadOnlyList<IPersonalDataDetector> All =
    [
        new SecretDetector(), new EmailDetector(), new IbanDetector(), new CreditCardDetector(), new NationalIdDetector(),
        new IpAddressDetector(), new CoordinatesDetector(), new PhoneDetector(),
    ];

    private readonly IReadOnlyList<IPersonalDataDetector> _detectors =
        [.. All.Where(detector => spec.Kinds is null || spec.Kinds.Contains(detector.Kind))];

    /// <summary>What is to be replaced, from left to right and without overlaps.</summary>
    public IReadOnlyList<TextReplacement> Find(string text)
    {
        var found = new SortedList<int, TextReplacement>();
        foreach (var detector in _detectors)
        {
            foreach (var match in detector.Find(text).Where(match => !Overlaps(found, match)).ToList())
                found.TryAdd(match.Start, new TextReplacement(detector.Kind, match));
        }
        return [.. found.Values];
    }

    /// <summary>The text with each replacement made.</summary>
    public static string Replace(string text, IReadOnlyList<TextReplacement> replacements)
    {
        if (replacements.Count == 0)
            return text;
        var replaced = new StringBuilder(text.Length);
        var end = 0;
        foreach (var replacement in replacements)
        {
            replaced.Append(text, end, replacement.Match.Start - end).Append(replacement.Placeholder);
            end = replacement.Match.End;
        }
        return replaced.Append(text, end, text.Length - end).ToString();
    }

    private static bool Overlaps(SortedList<int, TextReplacement> found, PersonalDataMatch match)
    {
        var (low, high) = (0, found.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (found.GetKeyAtIndex(middle) < match.End)
                low = middle + 1;
            else
                high = middle;
        }
        return low > 0 && found.GetValueAtIndex(low - 1).Match.End > match.Start;
    }
}
