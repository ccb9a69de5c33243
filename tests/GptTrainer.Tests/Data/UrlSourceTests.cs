using GptTrainer.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GptTrainer.Tests.Data;

public sealed class UrlSourceTests : IAsyncLifetime
{
    private const string Text = PrepareFixture.Words + PrepareFixture.Words + PrepareFixture.Words;

    private readonly PrepareFixture _fixture = new();
    private readonly WebApplication _server;
    private int _requests;

    public UrlSourceTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/text", () => Text);
        _server.MapGet("/moved", () => Results.Redirect("/text"));
        _server.MapGet("/empty", () => "");
        _server.MapGet("/down", () => { _requests++; return Results.StatusCode(503); });
        _server.MapGet("/gone", () => { _requests++; return Results.StatusCode(404); });
        _server.MapGet("/flaky", () => _requests++ < 2 ? Results.StatusCode(500) : Results.Text(Text));
        _server.MapGet("/broken", async context =>
        {
            var whole = _requests++ > 0;
            context.Response.ContentLength = Text.Length;
            await context.Response.WriteAsync(whole ? Text : Text[..20]);
            if (!whole)
                context.Abort();
        });
    }

    private string Address => _server.Urls.First();

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _fixture.Dispose();
    }

    [Theory]
    [InlineData("text")]
    [InlineData("moved")]
    [InlineData("flaky")]
    [InlineData("broken")]
    public async Task A_text_is_fetched_whole_even_where_the_server_fails_at_first(string path)
    {
        var result = await _fixture.PrepareAsync(_fixture.Job(PrepareFixture.Characters, $"{Address}/{path}"));

        var (train, validation) = await _fixture.DecodeAsync(result.Location);
        Assert.Equal(Text, train + validation);
    }

    [Theory]
    [InlineData("gone", "was answered with 404 NotFound; mend the address", 65, 1)]
    [InlineData("down", "was answered with 503 ServiceUnavailable", 75, 4)]
    [InlineData("empty", "is empty", 65, 0)]
    public async Task A_refusal_is_told_with_field_value_and_mend(string path, string part, int exitCode, int requests)
    {
        var fault = await Assert.ThrowsAsync<DataException>(() => _fixture.PrepareAsync(_fixture.Job(PrepareFixture.Characters, $"{Address}/{path}")));

        Assert.StartsWith($"spec.data.sources[0].uri '{Address}/{path}' {part}", fault.Message, StringComparison.Ordinal);
        Assert.Equal((exitCode, requests), (fault.ExitCode, _requests));
    }
}
