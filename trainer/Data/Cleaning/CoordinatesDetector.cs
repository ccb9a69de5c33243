using System.Globalization;
using System.Text.RegularExpressions;
using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>Latitude with longitude: in degrees, minutes and seconds, or as decimals that the text calls a place.</summary>
internal sealed partial class CoordinatesDetector : IPersonalDataDetector
{
    public PersonalDataKind Kind => PersonalDataKind.Coordinates;

    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        foreach (Match match in Pair().Matches(text))
        {
            var isPlace = match.Groups["decimal"] is { Success: false }
                || (InRange(match, "latitude", 90) && InRange(match, "longitude", 180)
                    && (match.ValueSpan.IndexOfAny('°', 'N', 'S') >= 0 || TextContext.Precedes(text, match.Index, PlaceWord())));
            if (isPlace)
                yield return new PersonalDataMatch(match.Index, match.Length);
        }
    }

    private static bool InRange(Match match, string group, double limit) =>
        double.TryParse(match.Groups[group].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= limit;

    [GeneratedRegex("""(?<![\w.])(?:(?<decimal>(?<latitude>[+-]?[0-9]{1,2}\.[0-9]{3,15}) ?°? ?[NS]?[,;/ ] ?(?<longitude>[+-]?[0-9]{1,3}\.[0-9]{3,15})(?: ?°)?(?: ?[EW](?!\w))?)|[0-9]{1,2} ?° ?[0-9]{1,2} ?['′’] ?(?:[0-9]{1,2}(?:\.[0-9]+)? ?["″”] ?)?[NS],? ?[0-9]{1,3} ?° ?[0-9]{1,2} ?['′’] ?(?:[0-9]{1,2}(?:\.[0-9]+)? ?["″”] ?)?[EW])(?![\w]|\.[0-9])""", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex(@"\b(?:lat|latitude|lon|lng|long|longitude|latlng|coords?|coordinates?|gps|geo|location|position|koordinaten|coordonnées|coordenadas|coordinate|współrzędne|coördinaten)\b|@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PlaceWord();
}
