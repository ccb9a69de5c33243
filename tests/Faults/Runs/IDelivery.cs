using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Runs;

/// <summary>Decides when the operator's caches see what has changed.</summary>
internal interface IDelivery
{
    /// <summary>For reports: "pods late".</summary>
    string Name { get; }

    /// <summary>Called while the operator waits.</summary>
    /// <param name="feeds">By kind.</param>
    /// <param name="quiet">Whether nothing but the clock would move otherwise: then something pending must be delivered.</param>
    /// <returns>Whether anything was delivered.</returns>
    bool Deliver(IReadOnlyList<ICacheFeed> feeds, bool quiet);
}
