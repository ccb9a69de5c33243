using PhoneNumbers;

namespace GptTrainer.Tests.Data.Cleaning;

/// <summary>Seeded lines of text, each with one value of a known kind from one of ten countries.</summary>
internal sealed class LabelledLines(int seed)
{
    public static readonly string[] Countries = ["US", "GB", "DE", "FR", "ES", "IT", "NL", "BR", "IN", "PL"];

    private readonly Random _random = new(seed);

    /// <summary>The line, where its value is, and the placeholder that is to stand for it.</summary>
    public IEnumerable<(string Before, string Value, string After, string Placeholder)> Take(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var country = Countries[i % Countries.Length];
            var (lead, value, placeholder) = (i / Countries.Length % 7) switch
            {
                0 => ("Write to ", Email(country), "<EMAIL>"),
                1 => ("You reach us at ", Phone(country), "<PHONE>"),
                2 => ("The server ", $"{_random.Next(1, 126)}.{_random.Next(256)}.{_random.Next(256)}.{_random.Next(1, 255)}", "<IP>"),
                3 => ("Paid by card ", Card(), "<CREDIT_CARD>"),
                4 => ("Account ", Iban(country), "<IBAN>"),
                5 => ("We met at coordinates ", FormattableString.Invariant($"{_random.NextDouble() * 160 - 80:F5}, {_random.NextDouble() * 340 - 170:F5}"), "<COORDINATES>"),
                _ => ("The key ", "AKIA" + Letters(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), "<SECRET>"),
            };
            yield return (lead, value, _random.Next(2) == 0 ? " as of 2024-03-12." : ", order 48213.", placeholder);
        }
    }

    private string Email(string country) =>
        $"{Letters(_random.Next(3, 9), "abcdefghijklmnopqrstuvwxyz")}.{_random.Next(100)}@{Letters(7, "abcdefghijklmnop")}.{country.ToLowerInvariant()}";

    // An example number of the country with other last digits, as far as they are assigned.
    private string Phone(string country)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        while (true)
        {
            var example = numbers.GetExampleNumberForType(country, _random.Next(2) == 0 ? PhoneNumberType.MOBILE : PhoneNumberType.FIXED_LINE);
            var number = new PhoneNumber.Builder().MergeFrom(example).SetNationalNumber(example.NationalNumber / 10000 * 10000 + (ulong)_random.Next(10000)).Build();
            if (numbers.IsValidNumber(number))
                return numbers.Format(number, _random.Next(2) == 0 ? PhoneNumberFormat.E164 : PhoneNumberFormat.INTERNATIONAL);
        }
    }

    private string Card()
    {
        var body = "4" + Letters(14, "0123456789");
        var number = Enumerable.Range(0, 10).Select(check => body + check).Single(HasLuhnDigit);
        return _random.Next(2) == 0 ? number : string.Join(' ', number.Chunk(4).Select(group => new string(group)));
    }

    private static bool HasLuhnDigit(string number) =>
        number.Reverse().Select((unit, place) => (unit - '0') * (place % 2 + 1)).Sum(product => product / 10 + product % 10) % 10 == 0;

    private string Iban(string country)
    {
        var body = Letters(18, "0123456789");
        var value = System.Numerics.BigInteger.Parse(body + (country[0] - 'A' + 10) + (country[1] - 'A' + 10) + "00", System.Globalization.CultureInfo.InvariantCulture);
        var account = $"{country}{98 - (int)(value % 97):00}{body}";
        return _random.Next(2) == 0 ? account : string.Join(' ', account.Chunk(4).Select(group => new string(group)));
    }

    private string Letters(int count, string alphabet) => new(_random.GetItems<char>(alphabet.AsSpan(), count));
}
