using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>Finds one kind of personal data. Thread-safe and without state.</summary>
internal interface IPersonalDataDetector
{
    PersonalDataKind Kind { get; }

    /// <summary>All of it in the text, from left to right.</summary>
    IEnumerable<PersonalDataMatch> Find(string text);
}
