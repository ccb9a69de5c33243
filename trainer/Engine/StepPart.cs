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

    /// <summary>Giving a GPU its work and waiting for it, whose parts this process does not see.</summary>
    Device,
}
