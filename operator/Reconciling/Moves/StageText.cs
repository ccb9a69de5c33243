using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Moves;

/// <summary>How messages name a stage.</summary>
internal static class StageText
{
    public static string Title(StageStatus stage) => Title(stage.Name, stage.Attempt);

    public static string Title(string stage, int attempt) => $"attempt {attempt} of stage {stage}";
}
