using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>Applies a job's cleaning to text that is whole: of whole lines.</summary>
/// <param name="spec">The rules.</param>
/// <param name="onReplacement">Called with the text and each replacement in it.</param>
internal sealed class TextCleaner(CleaningSpec spec, Action<string, TextReplacement>? onReplacement = null)
{
    /// <summary>Changes whenever the same text and spec would give another result.</summary>
    public const int Version = 1;

    private readonly Anonymizer? _anonymizer = spec.Anonymization is { } anonymization ? new Anonymizer(anonymization) : null;

    /// <summary>The text cleaned; what was done is added to the tally.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tally">Counts by rule.</param>
    public string Clean(string text, CleaningTally tally)
    {
        if (spec.RepairUnicode)
        {
            // Mojibake holds control characters: it goes first.
            (text, var mended) = MojibakeRepair.Repair(text);
            (text, var removed) = ControlCharacters.Remove(text);
            tally.Add("mojibake", mended);
            tally.Add("controlCharacters", removed);
        }
        if (_anonymizer is null)
            return text;
        var replacements = _anonymizer.Find(text);
        foreach (var replacement in replacements)
        {
            tally.Add(replacement.Rule, 1);
            onReplacement?.Invoke(text, replacement);
        }
        return Anonymizer.Replace(text, replacements);
    }
}
