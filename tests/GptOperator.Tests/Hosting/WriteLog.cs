using System.Text.Json.Nodes;

namespace GptOperator.Tests.Hosting;

/// <summary>The writes of all operators in the order in which they went to the API server.</summary>
internal sealed class WriteLog
{
    private readonly List<LoggedWrite> writes = [];

    public IReadOnlyList<LoggedWrite> Writes
    {
        get
        {
            lock (writes)
            {
                return [.. writes];
            }
        }
    }

    /// <summary>Writes that went out while another than their operator held the lease.</summary>
    public IReadOnlyList<LoggedWrite> Trespasses
    {
        get
        {
            string? holder = null;
            var found = new List<LoggedWrite>();
            foreach (var write in Writes)
            {
                if (!write.IsOfLease)
                {
                    found.AddRange(write.Operator == holder ? [] : [write]);
                }
                else if (write.Succeeded)
                {
                    holder = Releases(write) ? null : write.Operator;
                }
            }

            return found;
        }
    }

    public LoggedWrite Begin(string @operator, HttpMethod method, string path, byte[] body)
    {
        var write = new LoggedWrite(@operator, method, path, body);
        lock (writes)
        {
            writes.Add(write);
        }

        return write;
    }

    private static bool Releases(LoggedWrite write) => JsonNode.Parse(write.Body)!["spec"]?["holderIdentity"] is null;
}
