using GptOperator.Local.ApiServer.Http;

namespace GptOperator.Local.ApiServer.Chaos;

/// <summary>Says of each request what goes wrong with it. Called by many requests at once.</summary>
internal interface IFaultPolicy
{
    /// <returns>null for a request that is served as it should be.</returns>
    Fault? Next(ApiCall call);
}
