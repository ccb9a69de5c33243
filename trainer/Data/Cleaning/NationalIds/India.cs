using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>Aadhaar: twelve digits, the last of which is the check digit of Verhoeff's scheme.</summary>
internal static partial class India
{
    public static NationalId Aadhaar { get; } = new(Pattern(), IsValid, Name());

    // Rows of the permutation by position modulo 8; the group of ten elements is that of the pentagon.
    private static readonly int[] Permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    private static bool IsValid(string text)
    {
        var check = 0;
        foreach (var (position, digit) in Digits.Of(text).Reverse().Index())
        {
            var permuted = digit;
            for (var i = 0; i < position % 8; i++)
                permuted = Permutation[permuted];
            check = Product(check, permuted);
        }
        return check == 0;
    }

    // The dihedral group D5: 0 to 4 are rotations, 5 to 9 reflections.
    private static int Product(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 - b + 5) % 5 + 5,
        (false, false) => (a - b + 5) % 5,
    };

    [GeneratedRegex(@"(?<![\w.-])[2-9][0-9]{3}(?:(?<g>[ -])[0-9]{4}\k<g>[0-9]{4}|(?<plain>[0-9]{8}))(?![\w-]|[ .][0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"a+dha+r|\bUID(?:AI)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
