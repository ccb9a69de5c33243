using System.Globalization;
using System.Text.RegularExpressions;

namespace GptOperator.Benchmark.Cluster;

/// <summary>How many requests the API server has answered, by verb and resource, as its own metrics tell.</summary>
internal sealed partial class RequestCounts
{
    private static readonly string[] WriteVerbs = ["POST", "PUT", "PATCH", "APPLY", "DELETE"];

    private readonly Dictionary<(string Verb, string Resource), long> counts = [];

    public long Total => counts.Values.Sum();

    /// <summary>By verb and resource, a subresource behind a slash: POST pods, APPLY gpttrainingjobs/status.</summary>
    public IEnumerable<KeyValuePair<(string Verb, string Resource), long>> Writes =>
        counts.Where(count => WriteVerbs.Contains(count.Key.Verb) && count.Value > 0).OrderBy(count => count.Key.Resource, StringComparer.Ordinal);

    /// <summary>Requests about jobs and what controllers make for them; those of the API server to itself are not among them.</summary>
    public static async Task<RequestCounts> ReadAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var read = new RequestCounts();
        foreach (var line in (await api.GetAsync("metrics", cancellationToken)).Split('\n'))
        {
            if (!line.StartsWith("apiserver_request_total{", StringComparison.Ordinal))
                continue;
            var labels = Label().Matches(line).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
            if (labels["resource"] is not ("jobs" or "gpttrainingjobs" or "pods" or "configmaps" or "events"))
                continue;
            var resource = labels["subresource"].Length > 0 ? $"{labels["resource"]}/{labels["subresource"]}" : labels["resource"];
            var count = (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            read.counts[(labels["verb"], resource)] = read.counts.GetValueOrDefault((labels["verb"], resource)) + count;
        }

        return read;
    }

    /// <summary>What came to it since then.</summary>
    public RequestCounts Since(RequestCounts before)
    {
        var difference = new RequestCounts();
        foreach (var (key, count) in counts)
            difference.counts[key] = count - before.counts.GetValueOrDefault(key);
        return difference;
    }

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Label();
}
