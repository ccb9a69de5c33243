using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;

namespace GptTrainer.Reporting;

/// <summary>The container's termination message; nothing is written where the file cannot be.</summary>
internal sealed class TerminationLog(string path)
{
    // The kubelet cuts off what is longer, and half a JSON document says nothing.
    private const int Limit = 4096;

    public void Write(TerminationMessage message)
    {
        try
        {
            File.WriteAllBytes(path, Fit(message));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Outside a container nobody reads it; the exit code and the log say the same.
        }
    }

    /// <summary>The message as JSON, its sample and text cut until it fits.</summary>
    public static byte[] Fit(TerminationMessage message)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Options);
        while (bytes.Length > Limit)
        {
            var sample = message.Results?.Sample;
            message = sample is { Length: > 0 }
                ? message with { Results = message.Results! with { Sample = Halve(sample) } }
                : message with { Message = Halve(message.Message) };
            bytes = JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Options);
        }
        return bytes;
    }

    private static string Halve(string text)
    {
        var length = text.Length / 2;
        return text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
