using System.Net;
using System.Net.Sockets;
using System.Text;
using GptOperator.Crds.Trainer;
using GptOperator.Reconciling;
using GptOperator.Tests.Reconciling.Support;
using k8s.Models;

namespace GptOperator.Tests.Monitoring;

/// <summary>Answers every request at a loopback address of its own, on the trainers' port.</summary>
internal sealed class AnsweringTrainer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<NetworkStream, Task> _answer;

    public AnsweringTrainer(string address, Func<NetworkStream, Task> answer)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Parse(address), TrainerEnvironment.DefaultHttpPort);
        _listener.Start();
        Pod = RunningPod(address);
        _ = AcceptAsync();
    }

    public V1Pod Pod { get; }

    public static Func<NetworkStream, Task> Json(Func<string> body) => async stream =>
    {
        var text = body();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\nConnection: close\r\n\r\n{text}"));
    };

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[1024], 1);
                await _answer(stream);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            return;
        }
    }

    private static V1Pod RunningPod(string address)
    {
        var job = ObservedYaml.Job([]);
        return new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = "demo-pretrain-0-0",
                NamespaceProperty = "default",
                Uid = $"uid-{address}",
                Labels = JobLabels.OfPod(job, StageNames.Pretrain, attempt: 0, rank: 0),
                OwnerReferences = [Ownership.Of(job)],
            },
            Status = new V1PodStatus
            {
                PodIP = address,
                ContainerStatuses = [new V1ContainerStatus { Name = "trainer", State = new V1ContainerState { Running = new V1ContainerStateRunning() } }],
            },
        };
    }
}
