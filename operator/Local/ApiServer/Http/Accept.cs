namespace GptOperator.Local.ApiServer.Http;

/// <summary>Reads the Accept header.</summary>
internal static class Accept
{
    /// <summary>The first form in the header that the server can give.</summary>
    public static AcceptedForm Form(HttpRequest request)
    {
        foreach (var entry in Entries(request))
        {
            if (!entry.StartsWith("application/json", StringComparison.Ordinal)) continue;
            switch (Parameter(entry, "as"))
            {
                case "Table": return AcceptedForm.Table;
                case "PartialObjectMetadata" or "PartialObjectMetadataList": return AcceptedForm.PartialMetadata;
                case null: return AcceptedForm.Object;
            }
        }

        return AcceptedForm.Object;
    }

    /// <summary>The meta.k8s.io version of the first Table or PartialObjectMetadata asked for.</summary>
    public static string MetaVersion(HttpRequest request) =>
        Entries(request).Where(e => Parameter(e, "as") is not null).Select(e => Parameter(e, "v")).FirstOrDefault() ?? "v1";

    public static bool Wants(HttpRequest request, string mediaType) =>
        Entries(request).Any(e => e.StartsWith(mediaType, StringComparison.Ordinal));

    /// <summary>The version of the aggregated discovery that the client wants first; null for the legacy form.</summary>
    public static string? AggregatedDiscovery(HttpRequest request) => Entries(request)
        .TakeWhile(e => e.Contains(';', StringComparison.Ordinal))
        .Where(e => Parameter(e, "g") == "apidiscovery.k8s.io" && Parameter(e, "as") == "APIGroupDiscoveryList")
        .Select(e => Parameter(e, "v"))
        .FirstOrDefault(v => v is "v2" or "v2beta1");

    private static IEnumerable<string> Entries(HttpRequest request) =>
        request.Headers.Accept.SelectMany(h => (h ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string? Parameter(string entry, string name)
    {
        foreach (var part in entry.Split(';', StringSplitOptions.TrimEntries).Skip(1))
            if (part.StartsWith(name + "=", StringComparison.Ordinal)) return part[(name.Length + 1)..];
        return null;
    }
}
