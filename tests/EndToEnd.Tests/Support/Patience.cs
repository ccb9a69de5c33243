namespace EndToEnd.Tests.Support;

/// <summary>How long a test waits for what must happen. A bound against hangs, not a claim about speed.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    public static CancellationToken Token => CancellationTokenSource
        .CreateLinkedTokenSource(TestContext.Current.CancellationToken, new CancellationTokenSource(Limit).Token).Token;

    /// <summary>Looks until <paramref name="look"/> is happy; fails with what <paramref name="tell"/> says otherwise.</summary>
    public static async Task UntilAsync(Func<Task<bool>> look, Func<string> tell)
    {
        var token = Token;
        while (!await look())
        {
            if (token.IsCancellationRequested)
                Assert.Fail(tell());
            await Task.Delay(LookInterval, CancellationToken.None);
        }
    }
}
