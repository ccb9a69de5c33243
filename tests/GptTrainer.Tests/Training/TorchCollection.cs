namespace GptTrainer.Tests.Training;

/// <summary>Tests that share libtorch's generator, thread count and tensor counts run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class TorchCollection : ICollectionFixture<TorchCollection.OneThread>
{
    public const string Name = "libtorch";

    /// <summary>Threads that wait for each other over tiny models spin, which starves the tests that run beside these.</summary>
    public sealed class OneThread
    {
        public OneThread() => TorchSharp.torch.set_num_threads(1);
    }
}
