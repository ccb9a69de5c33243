namespace GptTrainer.Data.Cleaning;

/// <summary>Where personal data was found.</summary>
/// <param name="Start">Index of its first UTF-16 unit.</param>
/// <param name="Length">UTF-16 units in it.</param>
internal readonly record struct PersonalDataMatch(int Start, int Length)
{
    public int End => Start + Length;
}
