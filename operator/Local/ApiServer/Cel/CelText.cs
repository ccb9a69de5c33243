using System.Globalization;
using System.Text;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Values as <c>string()</c> and error messages show them.</summary>
internal static class CelText
{
    public static string Of(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture),
        double number => GoText.Float(number),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        CelNull => "null",
        CelDuration duration => GoDuration.Print(duration.Nanoseconds),
        CelTimestamp timestamp => timestamp.ToString(),
        CelList list => $"[{string.Join(", ", list.Items.Select(Of))}]",
        CelMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Of(entry.Key)}: {Of(entry.Value)}"))}}}",
        _ => value.ToString() ?? "",
    };

    public static CelKind KindOf(object value) => value switch
    {
        bool => CelKind.Bool,
        long => CelKind.Int,
        ulong => CelKind.Uint,
        double => CelKind.Double,
        string => CelKind.String,
        byte[] => CelKind.Bytes,
        CelNull => CelKind.Null,
        CelList => CelKind.List,
        CelMap => CelKind.Map,
        CelTimestamp => CelKind.Timestamp,
        CelDuration => CelKind.Duration,
        CelOptional => CelKind.Optional,
        CelQuantity => CelKind.Quantity,
        CelUrl => CelKind.Url,
        _ => CelKind.Type,
    };
}
