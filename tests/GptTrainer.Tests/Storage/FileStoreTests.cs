using GptTrainer.Storage;

namespace GptTrainer.Tests.Storage;

public sealed class FileStoreTests : ObjectStoreContract
{
    private readonly TemporaryFolder _folder = new();

    private string Root => Path.Combine(_folder.Path, "deep", "store");

    private protected override IObjectStore Open() => ObjectStores.Open(new Uri(Root).AbsoluteUri);

    [Fact]
    public async Task A_path_and_its_file_uri_are_the_same_store()
    {
        await WriteAsync(Open(), "with space/é", "x");

        Assert.Equal("x", await ReadTextAsync(ObjectStores.Open(Root), "with space/é"));
        Assert.Equal("x", await ReadTextAsync(ObjectStores.Open(Path.GetRelativePath(Directory.GetCurrentDirectory(), Root)), "with space/é"));
    }

    [Fact]
    public async Task What_a_dead_writer_left_goes_at_the_next_write_and_a_live_writers_file_stays()
    {
        var store = Open();
        await WriteAsync(store, "a/model.bin", "old");
        var dead = Path.Combine(Root, "a", ".model.bin.0123.tmp");
        var live = Path.Combine(Root, "a", ".model.bin.4567.tmp");
        await File.WriteAllTextAsync(dead, "half");
        await using (var writer = new FileStream(live, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await WriteAsync(store, "a/model.bin", "new");

            Assert.False(File.Exists(dead));
            Assert.True(File.Exists(live));
        }
        Assert.Equal(["a/model.bin"], await KeysAsync(store, ""));
    }

    [Fact]
    public async Task Deleting_the_last_object_of_a_folder_deletes_the_folder()
    {
        var store = Open();
        await WriteAsync(store, "checkpoints/one/x", "1");
        await WriteAsync(store, "checkpoints/two/x", "2");
        await File.WriteAllTextAsync(Path.Combine(Root, "checkpoints", "one", ".y.0123.tmp"), "half");

        await store.DeleteAsync("checkpoints/one/x", default);

        Assert.Equal([Path.Combine(Root, "checkpoints", "two")], Directory.GetDirectories(Path.Combine(Root, "checkpoints")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_with_field_value_and_mend()
    {
        var file = _folder.Write("file", "x");

        var fault = await Assert.ThrowsAsync<StorageException>(() => WriteAsync(ObjectStores.Open($"{file}/below"), "key", "x"));

        Assert.StartsWith($"spec.checkpoint.uri 'file://{file}/below' cannot be written", fault.Message, StringComparison.Ordinal);
        Assert.Contains("give a folder", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(64, fault.ExitCode);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a//b")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public async Task Keys_cannot_leave_the_root(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(Open(), key, "x"));
}
