using GptOperator.Crds;

namespace GptOperator.Local.Following;

/// <summary>Shows a person how a job goes.</summary>
internal interface IProgressView
{
    /// <summary>Follows <paramref name="states"/> to their end.</summary>
    Task ShowAsync(IAsyncEnumerable<GptTrainingJob> states);
}
