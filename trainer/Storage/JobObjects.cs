using System.Text.RegularExpressions;
using GptOperator.Crds.Trainer;

namespace GptTrainer.Storage;

/// <summary>Tells what a job stored beneath its root from what else may lie there: a root can be any folder, and texts in it anyone's.</summary>
internal static partial class JobObjects
{
    /// <summary>The folders that a job writes to.</summary>
    public static IReadOnlyList<string> Folders { get; } = [StoreLayout.Checkpoints, StoreLayout.Dataset, StoreLayout.Tokenizer, StoreLayout.Model, StoreLayout.Report];

    public static bool IsOfJob(string key) => Stored().IsMatch(key);

    [GeneratedRegex(
        """
        ^(
            checkpoints/ [a-z]+ (-[0-9]+)? / ( step-[0-9]{8,} / | \.writable$ )
          | (dataset|tokenizer) / [0-9a-f]{32} ( / | \.json$ )
          | model / ( config\.json | generation_config\.json | model\.safetensors | README\.md | training_results\.json
                    | tokenizer\.json | vocab\.json | merges\.txt ) $
          | report/ [a-z]+ (-[0-9]+)? / ( steps-[0-9]{8,}\.jsonl | events\.out\.tfevents\.[0-9]{10,}\.[0-9]{8,} ) $
        )
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Stored();
}
