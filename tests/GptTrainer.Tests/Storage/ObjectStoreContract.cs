using System.Text;
using GptTrainer.Storage;

namespace GptTrainer.Tests.Storage;

/// <summary>What every object store does, whatever it stores in.</summary>
public abstract class ObjectStoreContract : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private protected abstract IObjectStore Open();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_written_is_read_back_and_replaced_whole()
    {
        var store = Open();
        var large = new byte[20_000_000];
        new Random(7).NextBytes(large);
        await store.WriteAsync("a/b.bin", async (stream, ct) =>
        {
            for (var start = 0; start < large.Length; start += 100_000)
                await stream.WriteAsync(large.AsMemory(start, 100_000), ct);
        }, default);

        Assert.Equal(large, await ReadAsync(store, "a/b.bin"));

        await WriteAsync(store, "a/b.bin", "short");
        Assert.Equal("short", await ReadTextAsync(store, "a/b.bin"));
    }

    [Fact]
    public async Task An_absent_object_reads_as_null_and_is_deleted_without_complaint()
    {
        var store = Open();

        Assert.Null(await store.OpenReadAsync("none", default));
        await store.DeleteAsync("none/at/all", default);

        await WriteAsync(store, "one", "1");
        await store.DeleteAsync("one", default);
        Assert.Null(await store.OpenReadAsync("one", default));
    }

    [Fact]
    public async Task A_writer_that_fails_leaves_the_object_as_it_was()
    {
        var store = Open();
        await WriteAsync(store, "kept", "before");

        foreach (var key in (string[])["kept", "fresh"])
        {
            await Assert.ThrowsAsync<FormatException>(() => store.WriteAsync(key, async (stream, ct) =>
            {
                await stream.WriteAsync(new byte[10_000_000], ct);
                throw new FormatException();
            }, default));
        }

        Assert.Equal("before", await ReadTextAsync(store, "kept"));
        Assert.Equal(["kept"], await KeysAsync(store, ""));
    }

    [Fact]
    public async Task A_cancelled_write_leaves_the_object_as_it_was()
    {
        var store = Open();
        await WriteAsync(store, "kept", "before");
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync("kept", async (stream, ct) =>
        {
            await stream.WriteAsync(new byte[1000], ct);
            await stop.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }, stop.Token));

        Assert.Equal("before", await ReadTextAsync(store, "kept"));
    }

    [Fact]
    public async Task Listing_gives_the_keys_of_a_prefix_in_ordinal_order_with_their_sizes()
    {
        var store = Open();
        foreach (var key in (string[])["step-2/b", "step-10/a", "step-2/a", "other", "step-2-extra"])
            await WriteAsync(store, key, key);

        Assert.Equal(["step-10/a", "step-2-extra", "step-2/a", "step-2/b"], await KeysAsync(store, "step-"));
        Assert.Equal(["step-2/a", "step-2/b"], await KeysAsync(store, "step-2/"));
        Assert.Empty(await KeysAsync(store, "nothing/here"));
        await foreach (var item in store.ListAsync("other", default))
        {
            Assert.Equal(5, item.Size);
            Assert.InRange(item.LastModified, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        }
    }

    [Fact]
    public async Task A_fetched_file_has_the_objects_present_bytes()
    {
        var store = Open();
        await store.UploadAsync("shard.bin", _folder.Write("local", "first"), default);
        var cache = Path.Combine(_folder.Path, "cache");

        var first = await store.FetchAsync("shard.bin", cache, default);
        Assert.Equal("first", await File.ReadAllTextAsync(first));
        Assert.Equal(first, await store.FetchAsync("shard.bin", cache, default));

        await store.UploadAsync("shard.bin", _folder.Write("local", "second"), default);
        Assert.Equal("second", await File.ReadAllTextAsync(await store.FetchAsync("shard.bin", cache, default)));
    }

    [Fact]
    public async Task Fetching_what_is_not_there_names_the_object()
    {
        var fault = await Assert.ThrowsAsync<StorageException>(() => Open().FetchAsync("no/shard.bin", _folder.Path, default));

        Assert.Contains("no/shard.bin", fault.Message, StringComparison.Ordinal);
    }

    private protected static Task WriteAsync(IObjectStore store, string key, string text) =>
        store.WriteAsync(key, (stream, ct) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct).AsTask(), default);

    private protected static async Task<byte[]> ReadAsync(IObjectStore store, string key)
    {
        await using var stream = await store.OpenReadAsync(key, default);
        using var copy = new MemoryStream();
        await Assert.IsType<Stream>(stream, exactMatch: false).CopyToAsync(copy);
        return copy.ToArray();
    }

    private protected static async Task<string> ReadTextAsync(IObjectStore store, string key) =>
        Encoding.UTF8.GetString(await ReadAsync(store, key));

    private protected static async Task<List<string>> KeysAsync(IObjectStore store, string prefix) =>
        await store.ListAsync(prefix, default).Select(item => item.Key).ToListAsync();
}
