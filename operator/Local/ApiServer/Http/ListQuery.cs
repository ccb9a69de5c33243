using System.Globalization;
using GptOperator.Local.ApiServer.Selectors;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>The query of a list or watch.</summary>
internal sealed record ListQuery
{
    public required LabelSelector Labels { get; init; }

    public required FieldSelector Fields { get; init; }

    public int Limit { get; init; }

    public ContinueToken? Continue { get; init; }

    /// <summary>The revision to show, under resourceVersionMatch=Exact.</summary>
    public long? ExactRevision { get; init; }

    /// <summary>The list may not be older; 0 when any will do.</summary>
    public long MinimumRevision { get; init; }

    public bool IsSelective => !Labels.IsEverything || !Fields.IsEverything;

    /// <exception cref="ApiException">A parameter cannot be read.</exception>
    public static ListQuery Parse(HttpRequest request, RequestInfo info)
    {
        var query = request.Query;
        var version = Revision(query["resourceVersion"]);
        var match = query["resourceVersionMatch"].ToString();
        var token = query["continue"].ToString();
        if (match is not ("" or "Exact" or "NotOlderThan"))
            throw ApiException.BadRequest($"resourceVersionMatch: Unsupported value: \"{match}\": supported values: \"Exact\", \"NotOlderThan\"");
        try
        {
            var fields = query["fieldSelector"].ToString();
            if (info.Name is not null) fields = $"metadata.name={info.Name}" + (fields.Length > 0 ? "," + fields : "");
            return new ListQuery
            {
                Labels = LabelSelector.Parse(query["labelSelector"]),
                Fields = FieldSelector.Parse(fields, info.Type),
                Limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit) ? limit : 0,
                Continue = token.Length > 0 ? ContinueToken.Parse(token) : null,
                ExactRevision = match == "Exact" ? version : null,
                MinimumRevision = match == "Exact" || token.Length > 0 ? 0 : version ?? 0,
            };
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }

    /// <returns>null when none is given.</returns>
    public static long? Revision(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw ApiException.BadRequest($"resourceVersion: Invalid value: \"{text}\": must be an unsigned integer");
    }

    public bool Matches(StoredObject obj) => Labels.Matches(obj.Labels) && (Fields.IsEverything || Fields.Matches(obj));
}
