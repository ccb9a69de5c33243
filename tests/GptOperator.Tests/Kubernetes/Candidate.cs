using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Tests.Kubernetes;

/// <summary>One process that wants to lead, with a connection of its own that can fail.</summary>
internal sealed class Candidate : IAsyncDisposable
{
    private readonly LeaseServer lease;
    private readonly CancellationTokenSource stop = new();
    private readonly TimeProvider time;
    private ScriptedServer server = null!;
    private KubernetesConnection connection = null!;
    private Task run = null!;

    private Candidate(LeaseServer lease, TimeProvider time) => (this.lease, this.time) = (lease, time);

    public LeaderElection Election { get; private set; } = null!;

    public OperatorMetrics Metrics { get; } = new();

    /// <summary>Times at which it began and ceased to lead.</summary>
    public List<(bool Leads, DateTimeOffset At)> Terms { get; } = [];

    /// <summary>Nothing gets through.</summary>
    public bool CutOff { get; set; }

    /// <summary>Everything gets through, but no answer comes back.</summary>
    public bool LosesAnswers { get; set; }

    public static async Task<Candidate> StartAsync(LeaseServer lease, TimeProvider time, string name)
    {
        var candidate = new Candidate(lease, time);
        candidate.server = await ScriptedServer.StartAsync(time, candidate.AnswerAsync);
        candidate.connection = new KubernetesConnection(candidate.server.Configuration);
        candidate.Election = new LeaderElection(
            new KubernetesApi(candidate.connection, candidate.Metrics, time),
            new LeaderElectionOptions { LeaseNamespace = "default", Identity = name },
            candidate.Metrics,
            time,
            NullLogger<LeaderElection>.Instance);
        candidate.run = candidate.Election.RunAsync(candidate.LeadAsync, candidate.stop.Token);
        return candidate;
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        connection.Dispose();
        await server.DisposeAsync();
        stop.Dispose();
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        Terms.Add((true, time.GetUtcNow()));
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Terms.Add((false, time.GetUtcNow()));
    }

    private async Task AnswerAsync(HttpContext context, string body)
    {
        if (CutOff)
        {
            await Answers.Hang(context);
        }

        if (LosesAnswers)
        {
            using var ignored = new MemoryStream();
            var answer = context.Response.Body;
            context.Response.Body = ignored;
            await lease.AnswerAsync(context, body);
            context.Response.Body = answer;
            context.Abort();
            return;
        }

        await lease.AnswerAsync(context, body);
    }
}
