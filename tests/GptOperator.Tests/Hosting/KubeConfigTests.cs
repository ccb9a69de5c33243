using GptOperator.Hosting;
using k8s.Exceptions;

namespace GptOperator.Tests.Hosting;

public sealed class KubeConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_named_context_counts_before_the_current_one()
    {
        var file = Write("config", "one", "http://127.0.0.1:1", "http://127.0.0.1:2");

        Assert.Equal("http://127.0.0.1:1", KubeConfig.Load(file, null).Host);
        Assert.Equal("http://127.0.0.1:2", KubeConfig.Load(file, "two").Host);
    }

    [Fact]
    public void Paths_are_relative_to_the_file_that_they_stand_in()
    {
        var file = Path.Combine(folder, "config");
        File.WriteAllText(file, Config("one", "https://127.0.0.1:1").Replace(
            "server: https", "certificate-authority: ca.crt\n    server: https", StringComparison.Ordinal));

        var fault = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(file, null));

        Assert.Contains(Path.Combine(folder, "ca.crt"), fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# nothing\n", "the file is empty")]
    [InlineData("clusters: [", "config: ")]
    [InlineData("current-context: nowhere", "nowhere")]
    public void A_bad_file_is_named_in_one_line(string text, string words)
    {
        var file = Path.Combine(folder, "config");
        File.WriteAllText(file, text);

        var fault = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(file, null));

        Assert.StartsWith($"kubeconfig {file}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(Path.Combine(folder, "none"), null));

        Assert.Contains(Path.Combine(folder, "none"), fault.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string current, string one, string two)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, Config(current, one, two));
        return file;
    }

    private static string Config(string current, string one, string two = "http://127.0.0.1:2") => $$"""
        apiVersion: v1
        kind: Config
        current-context: {{current}}
        clusters:
        - name: one
          cluster:
            server: {{one}}
        - name: two
          cluster: { server: "{{two}}" }
        contexts:
        - name: one
          context: { cluster: one }
        - name: two
          context: { cluster: two }
        """;
}
