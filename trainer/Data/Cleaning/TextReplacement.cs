using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>Personal data and where it stands in the text.</summary>
internal readonly record struct TextReplacement(PersonalDataKind Kind, PersonalDataMatch Match)
{
    /// <summary>What stands in its place, such as <c>&lt;EMAIL&gt;</c>.</summary>
    public string Placeholder => Kind switch
    {
        PersonalDataKind.CreditCard => "<CREDIT_CARD>",
        PersonalDataKind.NationalId => "<NATIONAL_ID>",
        _ => $"<{Kind.ToString().ToUpperInvariant()}>",
    };

    /// <summary>The rule's name in counts: the kind as the spec writes it.</summary>
    public string Rule => char.ToLowerInvariant(Kind.ToString()[0]) + Kind.ToString()[1..];
}
