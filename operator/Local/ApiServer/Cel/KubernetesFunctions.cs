namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Kubernetes' own types: URLs and quantities.</summary>
internal static class KubernetesFunctions
{
    private static readonly CelType Q = CelType.Quantity;

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        new("url", false, [CelType.String], CelType.Url, a => CelUrl.TryParse((string)a[0], out var url) ? url : throw new CelException($"URL parse error during conversion from string: parse \"{a[0]}\": invalid URI for request")),
        new("isURL", false, [CelType.String], CelType.Bool, a => CelUrl.TryParse((string)a[0], out _)),
        Part("getScheme", url => url.Scheme),
        Part("getHost", url => url.Host),
        Part("getHostname", url => url.Hostname),
        Part("getPort", url => url.Port),
        Part("getEscapedPath", url => url.Path),
        new("getQuery", true, [CelType.Url], CelType.Map(CelType.String, CelType.List(CelType.String)), a => Query(((CelUrl)a[0]).Query)),
        new("quantity", false, [CelType.String], Q, a => CelQuantity.TryParse((string)a[0], out var quantity) ? quantity : throw new CelException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")),
        new("isQuantity", false, [CelType.String], CelType.Bool, a => CelQuantity.TryParse((string)a[0], out _)),
        Of("sign", CelType.Int, [], a => (long)a[0].Numerator.Sign),
        Of("isInteger", CelType.Bool, [], a => a[0].IsInteger),
        Of("asInteger", CelType.Int, [], a => a[0].IsInteger ? (long)(a[0].Numerator / a[0].Denominator) : throw new CelException("cannot convert value to integer")),
        Of("asApproximateFloat", CelType.Double, [], a => (double)a[0].Numerator / (double)a[0].Denominator),
        Of("compareTo", CelType.Int, [Q], a => (long)a[0].CompareTo(a[1])),
        Of("isLessThan", CelType.Bool, [Q], a => a[0].CompareTo(a[1]) < 0),
        Of("isGreaterThan", CelType.Bool, [Q], a => a[0].CompareTo(a[1]) > 0),
        Of("add", Q, [Q], a => a[0].Plus(a[1])),
        Of("sub", Q, [Q], a => a[0].Minus(a[1])),
        new("add", true, [Q, CelType.Int], Q, a => ((CelQuantity)a[0]).Plus(CelQuantity.Of((long)a[1]))),
        new("sub", true, [Q, CelType.Int], Q, a => ((CelQuantity)a[0]).Minus(CelQuantity.Of((long)a[1]))),
    ];

    private static CelFunction Part(string name, Func<CelUrl, string> part) =>
        new(name, true, [CelType.Url], CelType.String, a => part((CelUrl)a[0]));

    private static CelFunction Of(string name, CelType result, CelType[] parameters, Func<CelQuantity[], object> body) =>
        new(name, true, [Q, .. parameters], result, a => body([.. a.Cast<CelQuantity>()]));

    private static CelMap Query(string query)
    {
        var map = new CelMap();
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2));
        foreach (var group in pairs.GroupBy(pair => Uri.UnescapeDataString(pair[0].Replace('+', ' ')), StringComparer.Ordinal))
            map.Set(group.Key, new CelList([.. group.Select(pair => Uri.UnescapeDataString((pair.ElementAtOrDefault(1) ?? "").Replace('+', ' ')))]));
        return map;
    }
}
