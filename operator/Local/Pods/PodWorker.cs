using System.Threading.Channels;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>
/// Runs one pod: takes in what happened, plans, acts, reports, and waits. All of it happens on one loop, so that the
/// record has one writer; slow things (probes, hooks, waiting for processes) run beside it and post their results.
/// </summary>
internal sealed partial class PodWorker
{
    private static readonly TimeSpan ApiRetry = TimeSpan.FromSeconds(1);

    private readonly PodServices _services;
    private readonly PodFolder _folder;
    private readonly PodContainers _containers;
    private readonly PodStatusReporter _reporter;
    private readonly Channel<Func<PodRecord, PodRecord>> _inbox = Channel.CreateUnbounded<Func<PodRecord, PodRecord>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private V1Pod _pod;
    private PodRecord _record;
    private DateTimeOffset? _shutdownBy;
    private DateTimeOffset? _apiRetryAt;
    private bool _removed;
    private bool _gone;

    public PodWorker(PodServices services, V1Pod pod)
    {
        _services = services;
        _pod = pod;
        _folder = PodFolder.Of(services.Options.DataDirectory, pod);
        _reporter = new PodStatusReporter(services.Api, services.Time);
        var saved = PodStateFile.Read(_folder);
        var address = saved?.PodIp ?? (pod.Spec.HostNetwork == true ? SharedAddress.Loopback : pod.Status?.PodIP ?? services.Addresses.Allocate(pod.Uid()));
        services.Addresses.Claim(pod.Uid(), address);
        _record = saved ?? PodRecord.Of(pod, address, services.Time.GetUtcNow());
        _containers = new PodContainers(services, _folder, Post);
    }

    /// <summary>Completes when none of the pod's processes runs any more and the API knows, as far as it can be reached.</summary>
    public Task Finished => _finished.Task;

    public void Update(V1Pod pod) => Post(record =>
    {
        _pod = pod;
        return record;
    });

    /// <summary>The pod's object is gone from the API: nothing of it may go on.</summary>
    public void Forget() => Post(record =>
    {
        _gone = true;
        return record;
    });

    public void ShutDown(DateTimeOffset by) => Post(record =>
    {
        _shutdownBy = by;
        return record;
    });

    public void StampLogs() => _containers.StampLogs();

    public void CheckMemory() => _containers.CheckMemory();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            Keep(_containers.Adopt(_pod, _record));
            while (true)
            {
                while (_inbox.Reader.TryRead(out var change))
                    Keep(change(_record));
                if (_gone && _containers.KillAll())
                    break;
                var next = _gone ? null : await StepAsync(cancellationToken);
                if (next != DateTimeOffset.MinValue)
                    await WaitAsync(next, cancellationToken);
            }

            CleanUp();
        }
        finally
        {
            _finished.TrySetResult();
        }
    }

    /// <returns>When to look again: null for not before something happens, the minimum for at once.</returns>
    private async Task<DateTimeOffset?> StepAsync(CancellationToken cancellationToken)
    {
        var plan = PodPlanner.Plan(
            new PodObservation { Pod = _pod, Record = _record, Rules = _services.Options.Rules, ShutdownBy = _shutdownBy },
            _services.Time.GetUtcNow());
        Keep(plan.Record);
        foreach (var action in plan.Actions)
            await ActAsync(action, cancellationToken);

        var again = await TellApiAsync(plan.Actions.OfType<PodAction.Remove>().Any(), cancellationToken);
        if (!ReferenceEquals(_record, plan.Record))
            return DateTimeOffset.MinValue;
        return again is null || plan.LookAgain < again ? plan.LookAgain : again;
    }

    private async Task ActAsync(PodAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case PodAction.SetUpVolumes:
                Keep(await _containers.SetUpVolumesAsync(_pod, _record, cancellationToken));
                break;
            case PodAction.Start start:
                Keep(await _containers.StartAsync(_pod, _record, start.Container, cancellationToken));
                break;
            case PodAction.Signal signal:
                _containers.Signal(signal.Container, signal.Value);
                break;
            case PodAction.RunStopHook hook:
                _containers.RunStopHook(_pod, _record, hook.Container, cancellationToken);
                break;
            case PodAction.RunProbe probe:
                _containers.RunProbe(_pod, _record, probe, cancellationToken);
                break;
            case PodAction.Announce announce:
                _services.Events.Write(_pod, announce.Event);
                break;
        }
    }

    /// <returns>When to try again, if the API could not be told now.</returns>
    private async Task<DateTimeOffset?> TellApiAsync(bool remove, CancellationToken cancellationToken)
    {
        var now = _services.Time.GetUtcNow();
        if (_apiRetryAt > now)
            return _apiRetryAt;
        try
        {
            // A status of a former life that is final already is left as it is.
            if (!(_record.Finished && _pod.Status?.Phase is "Succeeded" or "Failed"))
                await _reporter.ReportAsync(_pod, _record, cancellationToken);
            if (remove && !_removed)
            {
                await _services.Api.DeleteAsync<V1Pod>(_pod.Name(), _pod.Namespace(), _pod.Uid(), cancellationToken, gracePeriodSeconds: 0);
                _removed = true;
            }

            _apiRetryAt = null;
        }
        catch (KubernetesApiException e)
        {
            LogApiFault(_services.Logger, _pod.Namespace(), _pod.Name(), e.Message);
            _apiRetryAt = now + ApiRetry;
        }

        if (_record.Finished && _containers.AreGone)
            _finished.TrySetResult();
        return _apiRetryAt;
    }

    private void Post(Func<PodRecord, PodRecord> change) => _inbox.Writer.TryWrite(change);

    private void Keep(PodRecord record)
    {
        if (ReferenceEquals(record, _record))
            return;
        _record = record;
        PodStateFile.Write(_folder, record);
    }

    private async Task WaitAsync(DateTimeOffset? until, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = _inbox.Reader.WaitToReadAsync(limit.Token).AsTask();
        if (until is null)
        {
            await news;
            return;
        }

        var pause = until.Value - _services.Time.GetUtcNow();
        var timer = Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _services.Time, limit.Token);
        await Task.WhenAny(news, timer);
        await limit.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void CleanUp()
    {
        _services.Addresses.Release(_pod.Uid());
        try
        {
            Directory.Delete(_folder.Root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeftover(_services.Logger, _folder.Root, e.Message);
        }
    }
}
