using System.Collections.Concurrent;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>The live side of one pod: its volumes, its processes, and what runs beside them.</summary>
/// <param name="post">Hands a change of the record to the pod's worker.</param>
internal sealed class PodContainers(PodServices services, PodFolder folder, Action<Func<PodRecord, PodRecord>> post)
{
    private readonly ConcurrentDictionary<string, RunningContainer> _running = new(StringComparer.Ordinal);
    private readonly VolumeProjector _volumes = new(folder.Root, PodFolder.Claims(services.Options.DataDirectory));

    public bool AreGone => _running.IsEmpty;

    private DateTimeOffset Now => services.Time.GetUtcNow();

    /// <summary>Finds the processes of an earlier life again, and reports those that ended unseen.</summary>
    public PodRecord Adopt(V1Pod pod, PodRecord record)
    {
        foreach (var container in All(pod).Where(container => record[container.Name].IsRunning))
        {
            var state = record[container.Name].Adopted();
            var files = folder.Container(container.Name, state.RestartCount);
            if (state.Process is { } identity && services.Launcher.Find(identity) is { } process)
            {
                Track(pod, container, process, files, state.RestartCount);
                record = record.With(state);
            }
            else
            {
                new LogStamper(files).End();
                var lost = new ExitStatus(Code: null);
                record = record.With(state.Exited(lost, TerminationMessage.Read(container, files, lost), Now));
            }
        }

        return record;
    }

    public async Task<PodRecord> SetUpVolumesAsync(V1Pod pod, PodRecord record, CancellationToken cancellationToken)
    {
        var addresses = AddressesOf(record);
        try
        {
            await _volumes.SetUpAsync(pod, () => new VolumeFiles(pod, addresses, services.Capacity, ObjectsOf(pod)), cancellationToken);
            return record with { VolumesReady = true, VolumesRetryAt = null };
        }
        catch (VolumeException e)
        {
            services.Events.Write(pod, PodEvent.Warning("FailedMount", e.Message));
            return record with { VolumesRetryAt = Now + services.Options.Rules.ConfigRetry };
        }
    }

    public async Task<PodRecord> StartAsync(V1Pod pod, PodRecord record, string name, CancellationToken cancellationToken)
    {
        var container = Find(pod, name);
        var state = record[name];
        try
        {
            var files = folder.Container(name, state.NextRun);
            var setup = await PrepareAsync(pod, record, container, files, cancellationToken);
            Announce(pod, PodEvent.Normal("Pulled", $"Container image \"{container.Image}\" already present on machine", name));
            Directory.CreateDirectory(files.Folder);
            await File.WriteAllBytesAsync(files.TerminationMessage, [], cancellationToken);
            var process = services.Launcher.Start(setup.Request(files.Log));
            Announce(pod, PodEvent.Normal("Created", $"Created container: {name}", name));
            Announce(pod, PodEvent.Normal("Started", $"Started container {name}", name));
            Track(pod, container, process, files, state.NextRun);
            return record.With(state.Running(container, process.Identity, Now));
        }
        catch (ImageNotFoundException e)
        {
            Announce(pod, PodEvent.Normal("Pulling", $"Pulling image \"{container.Image}\"", name));
            Announce(pod, PodEvent.Warning("Failed", $"Failed to pull image \"{container.Image}\": {e.Message}", name));
            Announce(pod, PodEvent.Warning("Failed", $"Error: {ImageMessages.PullError}", name));
            return record.With(state.ImageMissing(e.Message, services.Options.Rules, Now));
        }
        catch (ContainerConfigException e)
        {
            Announce(pod, PodEvent.Warning("Failed", $"Error: {e.Message}", name));
            return record.With(state.Waiting("CreateContainerConfigError", e.Message, Now, services.Options.Rules.ConfigRetry));
        }
        catch (Exception e) when (e is ProcessStartException or IOException or UnauthorizedAccessException)
        {
            Announce(pod, PodEvent.Warning("Failed", $"Error: {e.Message}", name));
            services.Gpus.Release(GpuAllocator.OwnerOf(pod, container));
            return record.With(state.StartFailed((e as ProcessStartException)?.Reason ?? "StartError", e.Message, Now));
        }
    }

    public void Signal(string name, ProcessSignal signal)
    {
        if (_running.TryGetValue(name, out var running))
            running.Process.Signal(signal);
    }

    /// <summary>Kills what still runs.</summary>
    /// <returns>Whether nothing does.</returns>
    public bool KillAll()
    {
        foreach (var running in _running.Values)
            running.Process.Signal(ProcessSignal.Kill);
        return _running.IsEmpty;
    }

    public void RunProbe(V1Pod pod, PodRecord record, PodAction.RunProbe action, CancellationToken cancellationToken)
    {
        var container = Find(pod, action.Container);
        var probe = ProbePlanner.Of(container, action.Kind)!;
        Beside(async () =>
        {
            var result = await services.Prober.ProbeAsync(probe, container, record.PodIp, () => SetupOf(pod, record, container, cancellationToken), cancellationToken);
            post(current => Probed(pod, current, container, action, result));
        });
    }

    public void RunStopHook(V1Pod pod, PodRecord record, string name, CancellationToken cancellationToken)
    {
        var container = Find(pod, name);
        Beside(async () =>
        {
            var fault = await new StopHook(services.Commands, services.Prober, services.Time)
                .RunAsync(container, record.PodIp, PodPlanner.GracePeriod(pod), () => SetupOf(pod, record, container, cancellationToken), cancellationToken);
            if (fault is not null)
                Announce(pod, PodEvent.Warning("FailedPreStopHook", $"PreStopHook failed: {fault}", name));
            post(current => current[name] is { Stop: { } stop } state ? current.With(state with { Stop = stop with { HookDone = true } }) : current);
        });
    }

    public void StampLogs()
    {
        foreach (var running in _running.Values)
            running.Stamper.Stamp();
    }

    public void CheckMemory()
    {
        foreach (var (name, running) in _running.Where(pair => pair.Value.MemoryLimit < long.MaxValue))
        {
            if (running.Process.MemoryBytes() > running.MemoryLimit)
                post(record => record[name] is { IsRunning: true, OutOfMemory: false } state && state.RestartCount == running.Run ? record.With(state.PastMemoryLimit(Now)) : record);
        }
    }

    private void Track(V1Pod pod, V1Container container, IContainerProcess process, ContainerFiles files, int run)
    {
        var limit = container.Resources?.Limits?.TryGetValue("memory", out var quantity) == true ? quantity.ToInt64() : long.MaxValue;
        var running = _running[container.Name] = new RunningContainer(process, files, new LogStamper(files), run, limit);
        Beside(async () =>
        {
            var status = await process.Exited;
            running.Stamper.End();
            var message = TerminationMessage.Read(container, files, status);
            var now = Now;
            post(record =>
            {
                _running.TryRemove(container.Name, out _);
                services.Gpus.Release(GpuAllocator.OwnerOf(pod, container));
                return record.With(record[container.Name].Exited(status, message, now));
            });
        });
    }

    private PodRecord Probed(V1Pod pod, PodRecord record, V1Container container, PodAction.RunProbe action, ProbeResult result)
    {
        if (record[container.Name] is not { IsRunning: true, Stop: null } state || state.RestartCount != action.Run)
            return record;
        var (probed, events) = state.Probed(pod, container, action.Kind, result, Now);
        foreach (var news in events)
            Announce(pod, news);
        return record.With(probed);
    }

    private Task<ContainerSetup> SetupOf(V1Pod pod, PodRecord record, V1Container container, CancellationToken cancellationToken) =>
        PrepareAsync(pod, record, container, folder.Container(container.Name, record[container.Name].RestartCount), cancellationToken);

    private Task<ContainerSetup> PrepareAsync(V1Pod pod, PodRecord record, V1Container container, ContainerFiles files, CancellationToken cancellationToken) =>
        services.Preparer.PrepareAsync(pod, container, files, AddressesOf(record), _volumes, ObjectsOf(pod), cancellationToken);

    private ApiObjects ObjectsOf(V1Pod pod) => new(services.Api, pod.Namespace());

    private void Announce(V1Pod pod, PodEvent news) => services.Events.Write(pod, news);

    private static PodAddresses AddressesOf(PodRecord record) => new(record.PodIp, SharedAddress.Loopback);

    private static V1Container Find(V1Pod pod, string name) => All(pod).First(container => container.Name == name);

    private static IEnumerable<V1Container> All(V1Pod pod) => pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []);

    private static void Beside(Func<Task> work) => _ = Task.Run(async () =>
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The runner goes down; nobody waits for the answer.
        }
    });
}
