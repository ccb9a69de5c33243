using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>The lease object: take, renew, release. Every write is conditional on the version that was read.</summary>
internal sealed class LeaseLock(IKubernetesApi api, LeaderElectionOptions options, TimeProvider time)
{
    private V1Lease? held;
    private (string? Holder, DateTime? Renewed, DateTime? Acquired, int? Transitions) observed;
    private long observedAt;

    /// <summary>Who holds the lease as far as is known; null when nobody does.</summary>
    public string? Holder => string.IsNullOrEmpty(observed.Holder) ? null : observed.Holder;

    public async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        var lease = await api.GetAsync<V1Lease>(options.LeaseName, options.LeaseNamespace, cancellationToken);
        if (lease is not null && !IsFree(lease.Spec))
        {
            return false;
        }

        try
        {
            held = lease is null
                ? await api.CreateAsync(Fresh(), cancellationToken)
                : await api.UpdateAsync(Taken(lease), cancellationToken);
            Observe(held.Spec);
            return true;
        }
        catch (KubernetesApiException e) when (e.Kind is ApiErrorKind.Conflict or ApiErrorKind.AlreadyExists or ApiErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <returns>false when the lease is another's now, or is gone</returns>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var renewed = With(held!, held!.Spec with { RenewTime = Now });
                held = await api.UpdateAsync(renewed, cancellationToken);
                return true;
            }
            catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.NotFound)
            {
                return false;
            }
            catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.Conflict)
            {
                // An answer of ours that got lost, or somebody's label: holding it is what counts.
                var lease = await api.GetAsync<V1Lease>(options.LeaseName, options.LeaseNamespace, cancellationToken);
                if (lease?.Spec?.HolderIdentity != options.Identity)
                {
                    return false;
                }

                held = lease;
            }
        }
    }

    /// <summary>Lets the next one in at once.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => api.UpdateAsync(
        With(held!, held!.Spec with { HolderIdentity = null, LeaseDurationSeconds = 1, RenewTime = Now }),
        cancellationToken);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Times written by another machine are never compared with this one's clock: only how long the record stood still here.</summary>
    private bool IsFree(V1LeaseSpec? spec)
    {
        Observe(spec);
        if (string.IsNullOrEmpty(spec?.HolderIdentity) || spec.HolderIdentity == options.Identity)
        {
            return true;
        }

        var duration = spec.LeaseDurationSeconds is { } s ? TimeSpan.FromSeconds(s) : options.LeaseDuration;
        return time.GetElapsedTime(observedAt) >= duration;
    }

    private void Observe(V1LeaseSpec? spec)
    {
        var now = (spec?.HolderIdentity, spec?.RenewTime, spec?.AcquireTime, spec?.LeaseTransitions);
        if (now != observed || observedAt == 0)
        {
            observed = now;
            observedAt = time.GetTimestamp();
        }
    }

    private V1Lease Fresh() => new()
    {
        Metadata = new V1ObjectMeta { Name = options.LeaseName, NamespaceProperty = options.LeaseNamespace },
        Spec = Spec(transitions: 0),
    };

    private V1Lease Taken(V1Lease lease) => With(lease, Spec((lease.Spec?.LeaseTransitions ?? 0) + 1));

    private V1LeaseSpec Spec(int transitions) => new()
    {
        HolderIdentity = options.Identity,
        LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
        AcquireTime = Now,
        RenewTime = Now,
        LeaseTransitions = transitions,
    };

    private static V1Lease With(V1Lease lease, V1LeaseSpec spec) => new() { Metadata = lease.Metadata, Spec = spec };
}
