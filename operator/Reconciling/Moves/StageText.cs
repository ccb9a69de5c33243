using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Moves;

/// <summary>How messages name a stage.</summary>
internal static class StageText
{
    public static string Title(StageStatus stage) => $"attempt {stage.Attempt} of stage {stage.Name}";
}
