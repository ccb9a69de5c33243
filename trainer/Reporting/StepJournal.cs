using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;
using GptTrainer.Storage;

namespace GptTrainer.Reporting;

/// <summary>
/// The records since the last checkpoint, as JSON lines and as TensorBoard's events. A checkpoint stores them beside it
/// as files of their own, so that a resumed training neither repeats a step's record nor rewrites old ones.
/// </summary>
internal sealed class StepJournal(string stage, TimeProvider time)
{
    private static readonly JsonSerializerOptions OneLine = new(ContractJson.Options) { WriteIndented = false };
    private List<StepRecord> records = [];

    public void Add(StepRecord record) => records.Add(record);

    /// <summary>Takes the records out and gives back what stores them; null when there are none.</summary>
    public Func<IObjectStore, CancellationToken, Task>? Take()
    {
        if (records.Count == 0) return null;
        var (taken, name) = (records, $"{records[0].Step:D8}");
        records = [];
        var folder = $"{StoreLayout.Report}/{stage}";
        return async (store, cancellationToken) =>
        {
            await store.WriteAsync($"{folder}/steps-{name}.jsonl", (stream, ct) => WriteLinesAsync(stream, taken, ct), cancellationToken);
            await store.WriteAsync($"{folder}/events.out.tfevents.{time.GetUtcNow().ToUnixTimeSeconds():D10}.{name}", (stream, ct) => WriteEventsAsync(stream, taken, ct), cancellationToken);
        };
    }

    private static async Task WriteLinesAsync(Stream stream, List<StepRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            await JsonSerializer.SerializeAsync(stream, record, OneLine, cancellationToken);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    private async Task WriteEventsAsync(Stream stream, List<StepRecord> records, CancellationToken cancellationToken)
    {
        using var events = new MemoryStream();
        TensorBoardEvents.WriteVersion(events, time.GetUtcNow());
        foreach (var record in records) TensorBoardEvents.WriteScalars(events, record.Time, record.Step, Scalars(record));
        await stream.WriteAsync(events.GetBuffer().AsMemory(0, (int)events.Length), cancellationToken);
    }

    private static IEnumerable<(string, double)> Scalars(StepRecord record)
    {
        (string Tag, double? Value)[] all =
        [
            ("loss/train", record.Loss),
            ("loss/validation", record.ValidationLoss),
            ("optimizer/gradient_norm", record.GradientNorm),
            ("optimizer/learning_rate", record.LearningRate),
            ("speed/tokens_per_second", record.TokensPerSecond),
            ("speed/operations_per_second", record.OperationsPerSecond),
            ("speed/mfu", record.FlopsUtilization),
            ("memory/bytes", record.MemoryBytes),
            ("memory/device_bytes", record.DeviceMemoryBytes),
        ];
        return all.Where(scalar => scalar.Value.HasValue).Select(scalar => (scalar.Tag, scalar.Value!.Value))
            .Concat((record.Parts ?? new Dictionary<string, double>()).Select(part => ($"seconds/{part.Key}", part.Value)));
    }
}
