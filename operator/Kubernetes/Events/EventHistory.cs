using System.Globalization;

namespace GptOperator.Kubernetes;

/// <summary>Remembers recent events, to count repetitions and to hold back objects that repeat themselves without end.</summary>
internal sealed class EventHistory(TimeProvider time)
{
    /// <summary>Events that one object may have at once, and how often it earns another: those of Kubernetes' own components.</summary>
    private const int Burst = 25;
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);

    /// <summary>A repetition after this long is a new event: the server keeps events for an hour.</summary>
    private static readonly TimeSpan CountedFor = TimeSpan.FromMinutes(30);

    /// <summary>Of each kind of record; the older half is forgotten beyond it.</summary>
    private const int Remembered = 8192;

    private readonly Dictionary<(string Uid, EventType Type, string Reason, string Message), EventEntry> entries = [];
    private readonly Dictionary<string, (double Tokens, long At)> budgets = [];
    private long serial;

    /// <returns>the event object to write, or null when its object has used up its budget</returns>
    public EventEntry? Take(PendingEvent next)
    {
        if (!Spend(next.About.Uid ?? next.About.Name))
        {
            return null;
        }

        var key = (next.About.Uid ?? next.About.Name, next.Type, next.Reason, next.Message);
        var entry = entries.TryGetValue(key, out var known) && next.Time - known.First < CountedFor
            ? known with { Count = known.Count + 1 }
            : new EventEntry(NameFor(next), next.Time, 1);
        Trim(entries);
        return entries[key] = entry;
    }

    private bool Spend(string about)
    {
        var now = time.GetTimestamp();
        var (tokens, at) = budgets.GetValueOrDefault(about, (Burst, now));
        tokens = Math.Min(Burst, tokens + (time.GetElapsedTime(at, now) / Refill));
        var may = tokens >= 1;
        Trim(budgets);
        budgets[about] = (may ? tokens - 1 : tokens, now);
        return may;
    }

    /// <summary>As client-go names them, so that the names of two processes do not meet: object, then time and a serial in hexadecimal.</summary>
    private string NameFor(PendingEvent next) =>
        string.Create(CultureInfo.InvariantCulture, $"{next.About.Name}.{next.Time.Ticks + serial++:x16}");

    private static void Trim<TKey, TValue>(Dictionary<TKey, TValue> records)
        where TKey : notnull
    {
        if (records.Count >= Remembered)
        {
            foreach (var key in records.Keys.Take(Remembered / 2).ToList())
            {
                records.Remove(key);
            }
        }
    }
}
