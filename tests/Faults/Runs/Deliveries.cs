using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Runs;

/// <summary>The ways in which caches may lag behind.</summary>
internal static class Deliveries
{
    public static IDelivery AtOnce { get; } = new Delivery("at once", (feeds, _) => All(feeds, static _ => true));

    /// <summary>Each of them hides something else from the operator.</summary>
    public static IReadOnlyList<Func<IDelivery>> Stale { get; } =
    [
        () => new Delivery("pods late", (feeds, quiet) => Late(feeds, quiet, "pods")),
        () => new Delivery("jobs late", (feeds, quiet) => Late(feeds, quiet, Crds.GptTrainingJob.PluralName)),
        () => new Delivery("config maps late", (feeds, quiet) => Late(feeds, quiet, "configmaps")),
        () => new Delivery("everything late", (feeds, quiet) => quiet && All(feeds, static _ => true)),
        () => new Delivery("one by one", (feeds, _) => OldestOf(feeds)),
        () => new Delivery("one by one, late", (feeds, quiet) => quiet && OldestOf(feeds)),
        () => new Delivery("twice and in disorder", (feeds, quiet) => quiet && Disordered(feeds)),
        () => new Dropping(2),
        () => new Dropping(3),
    ];

    private static bool Late(IReadOnlyList<ICacheFeed> feeds, bool quiet, string resource) =>
        All(feeds, feed => feed.Resource != resource) || (quiet && All(feeds, static _ => true));

    private static bool All(IReadOnlyList<ICacheFeed> feeds, Func<ICacheFeed, bool> chosen)
    {
        var any = false;
        foreach (var feed in feeds.Where(chosen))
        {
            while (feed.OldestPending is not null)
            {
                any = true;
                feed.DeliverOne();
            }
        }
        return any;
    }

    private static bool OldestOf(IReadOnlyList<ICacheFeed> feeds)
    {
        if (feeds.Where(feed => feed.OldestPending is not null).MinBy(feed => feed.OldestPending) is not { } oldest)
            return false;
        oldest.DeliverOne();
        return true;
    }

    private static bool Disordered(IReadOnlyList<ICacheFeed> feeds)
    {
        var pending = feeds.Where(feed => feed.OldestPending is not null).ToList();
        foreach (var feed in pending)
            feed.DeliverDisordered();
        return pending.Count > 0;
    }

    private sealed class Delivery(string name, Func<IReadOnlyList<ICacheFeed>, bool, bool> deliver) : IDelivery
    {
        public string Name => name;

        public bool Deliver(IReadOnlyList<ICacheFeed> feeds, bool quiet) => deliver(feeds, quiet);
    }

    /// <summary>Each n-th event is lost, and noticed only when nothing moves any more: then everything is listed anew.</summary>
    private sealed class Dropping(int each) : IDelivery
    {
        private int _count;
        private bool _lost;

        public string Name => $"every {each}. event lost";

        public bool Deliver(IReadOnlyList<ICacheFeed> feeds, bool quiet)
        {
            var any = false;
            foreach (var feed in feeds)
            {
                while (feed.OldestPending is not null)
                {
                    any = true;
                    if (++_count % each == 0)
                        feed.DropOne();
                    else
                        feed.DeliverOne();
                    _lost |= _count % each == 0;
                }
            }
            if (any || !quiet || !_lost)
                return any;
            _lost = false;
            foreach (var feed in feeds)
                feed.ListAsync().GetAwaiter().GetResult();
            return true;
        }
    }
}
