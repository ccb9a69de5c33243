namespace GptTrainer.Engine;

/// <summary>Where a training step's time goes.</summary>
internal enum StepPart
{
    /// <summary>Reading the batch, and waiting for it.</summary>
    Data,

    Embedding,
    Norm,
    Linear,
    Attention,
    Activation,

    /// <summary>Logits, loss and their gradients.</summary>
    Head,

    /// <summary>Gradient norm and update.</summary>
    Optimizer,
}
