using System.Net;
using System.Text;

namespace GptOperator.Benchmark.Lifetimes;

/// <summary>Answers for every trainer, at the address that the played pods have: always the same progress.</summary>
internal sealed class TrainerStub : IDisposable
{
    public const string Address = "127.0.0.1";

    private static readonly byte[] Progress = Encoding.UTF8.GetBytes(
        """{"stage": "pretrain", "step": 100, "totalSteps": 2000, "tokens": 76800, "loss": 2.5, "updatedAt": "2026-01-01T00:00:00Z"}""");

    private readonly HttpListener listener = new();

    public TrainerStub()
    {
        listener.Prefixes.Add($"http://{Address}:9400/");
        listener.Start();
        _ = AnswerAsync();
    }

    public void Dispose() => listener.Close();

    private async Task AnswerAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                context.Response.ContentLength64 = Progress.Length;
                await context.Response.OutputStream.WriteAsync(Progress);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The asker hung up, or this is over.
            }
        }
    }
}
