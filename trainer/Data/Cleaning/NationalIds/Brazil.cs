using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>Cadastro de Pessoas Físicas: nine digits and two check digits modulo 11.</summary>
internal static partial class Brazil
{
    public static NationalId Cpf { get; } = new(Pattern(), IsValid, Name());

    private static bool IsValid(string text)
    {
        var digits = Digits.Of(text);
        return digits.Distinct().Count() > 1
            && digits[9] == Check(Digits.WeightedSum(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2))
            && digits[10] == Check(Digits.WeightedSum(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2));
    }

    private static int Check(int sum) => sum * 10 % 11 % 10;

    [GeneratedRegex(@"(?<![\w.-])(?:[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|(?<plain>[0-9]{11}))(?![\w-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bCPF\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
