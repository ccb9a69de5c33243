using System.Net;
using System.Text.RegularExpressions;
using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>IPv4 and IPv6 addresses; not versions of four numbers, times, MAC addresses, masks or the loopback.</summary>
internal sealed partial class IpAddressDetector : IPersonalDataDetector
{
    public PersonalDataKind Kind => PersonalDataKind.Ip;

    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        foreach (Match match in Candidate().Matches(text))
        {
            var isAddress = match.ValueSpan.Contains(':') ? IsVersion6(match.Value) : IsVersion4(text, match);
            if (isAddress)
                yield return new PersonalDataMatch(match.Index, match.Length);
        }
    }

    private static bool IsVersion4(string text, Match match) =>
        IPAddress.TryParse(match.ValueSpan, out var address)
        && address.GetAddressBytes()[0] is not (0 or 127 or 255)
        && !TextContext.Precedes(text, match.Index, VersionWord());

    // Without a digit, or as short as a::b, it is more likely a name of C++ or Rust.
    private static bool IsVersion6(string candidate) =>
        IPAddress.TryParse(candidate, out var address)
        && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any)
        && candidate.Any(char.IsAsciiDigit)
        && (candidate.Count(unit => unit == ':') >= 3 || candidate.IndexOf(':') >= 3);

    [GeneratedRegex(@"(?<![\w.:])(?:(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)|(?=[0-9a-fA-F]{0,4}:)(?:[0-9a-fA-F]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4})(?![\w:]))", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();

    [GeneratedRegex(@"(?:\b(?:version|release|build|firmware|rev|ver|v)|versions)[\s:=#.]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VersionWord();
}
