using System.Diagnostics;
using System.Runtime.CompilerServices;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Local.ApiServer;

public sealed class KubectlTests(ApiServerFixture api)
{
    [Theory]
    [InlineData("kubectl-1.32")]
    [InlineData("kubectl-1.35")]
    public async Task Kubectl_works_through_a_custom_resources_life(string version)
    {
        await using var definition = await WidgetDefinition.CreateAsync(api.Http);
        using var kubectl = Kubectl.Find(version, api.Kubeconfig, await api.NewNamespaceAsync());
        var file = kubectl.Write($"apiVersion: {definition.ApiVersion}\nkind: Widget\nmetadata: {{name: w}}\nspec: {{size: 4}}\n");
        var kind = definition.Name;

        Assert.Equal($"widget.{definition.Group}/w created", await kubectl.RunAsync("apply", "-f", file));
        Assert.Equal($"widget.{definition.Group}/w unchanged", await kubectl.RunAsync("apply", "-f", file));
        Assert.Equal($"widget.{definition.Group}/w serverside-applied", await kubectl.RunAsync("apply", "--server-side", "--force-conflicts", "-f", file));
        Assert.Matches(@"NAME +SIZE +SINCE\s+w +4", await kubectl.RunAsync("get", kind));
        Assert.Matches(@"NAME +SIZE +READY +SINCE", await kubectl.RunAsync("get", kind, "-o", "wide"));
        Assert.Contains("color: red", await kubectl.RunAsync("get", kind, "w", "-o", "yaml"), StringComparison.Ordinal);
        await kubectl.RunAsync("patch", kind, "w", "--type=merge", "-p", """{"spec":{"size":5}}""");
        await kubectl.RunAsync("patch", kind, "w", "--subresource=status", "--type=merge", "-p", """{"status":{"step":5}}""");
        Assert.Contains("condition met", await kubectl.RunAsync("wait", "--for=jsonpath={.status.step}=5", $"{kind}/w", "--timeout=20s"), StringComparison.Ordinal);
        await kubectl.RunAsync("label", kind, "w", "x=y");
        await kubectl.RunAsync("annotate", kind, "w", "x=y");
        Assert.Matches("Size: +5", await kubectl.RunAsync("describe", kind, "w"));
        Assert.Contains("edited", await kubectl.RunAsync("edit", kind, "w"), StringComparison.Ordinal);
        Assert.Contains("size: 6", await kubectl.RunAsync("get", kind, "w", "-o", "yaml"), StringComparison.Ordinal);
        Assert.Contains("size\t<integer> -required-", await kubectl.RunAsync("explain", $"{kind}.spec"), StringComparison.Ordinal);
        Assert.Contains("widgets", await kubectl.RunAsync("api-resources", $"--api-group={definition.Group}"), StringComparison.Ordinal);
        Assert.Contains(definition.ApiVersion, await kubectl.RunAsync("api-versions"), StringComparison.Ordinal);
        Assert.Contains("deleted", await kubectl.RunAsync("delete", "-f", file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubectl-1.32")]
    [InlineData("kubectl-1.35")]
    public async Task Kubectl_creates_and_shows_built_in_kinds(string version)
    {
        using var kubectl = Kubectl.Find(version, api.Kubeconfig, await api.NewNamespaceAsync());
        await kubectl.RunAsync("create", "configmap", "c", "--from-literal=k=v");
        await kubectl.RunAsync("create", "secret", "generic", "s", "--from-literal=k=v");
        await kubectl.RunAsync("create", "deployment", "d", "--image=nginx:1", "--replicas=2", "--port=80");
        await kubectl.RunAsync("create", "role", "r", "--verb=get", "--resource=pods");
        await kubectl.RunAsync("create", "rolebinding", "b", "--role=r", "--serviceaccount=default:default");
        await kubectl.RunAsync("create", "service", "clusterip", "v", "--tcp=80:8080");
        await kubectl.RunAsync("run", "p", "--image=busybox:1", "--restart=Never", "--env=A=1");

        Assert.Equal("v", await kubectl.RunAsync("get", "configmap", "c", "-o", "jsonpath={.data.k}"));
        Assert.Equal("dg==", await kubectl.RunAsync("get", "secret", "s", "-o", "jsonpath={.data.k}"));
        Assert.Equal("2 nginx:1 80", await kubectl.RunAsync("get", "deployment", "d", "-o", "jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].ports[0].containerPort}"));
        Assert.Equal("8080", await kubectl.RunAsync("get", "service", "v", "-o", "jsonpath={.spec.ports[0].targetPort}"));
        Assert.Equal("default", await kubectl.RunAsync("get", "rolebinding", "b", "-o", "jsonpath={.subjects[0].namespace}"));
        Assert.Matches(@"pod/p +0/1 +Pending +0", await kubectl.RunAsync("get", "all"));
        Assert.Matches("A: +1", await kubectl.RunAsync("describe", "pod", "p"));
        await kubectl.RunAsync("patch", "deployment", "d", "-p", """{"spec":{"template":{"spec":{"containers":[{"name":"nginx","env":[{"name":"B","value":"2"}]}]}}}}""");
        Assert.Equal("nginx:1 B", await kubectl.RunAsync("get", "deployment", "d", "-o", "jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].name}"));
        Assert.Equal("yes", await kubectl.RunAsync("auth", "can-i", "create", "pods"));
        Assert.Contains("Server Version: v1.", await kubectl.RunAsync("version"), StringComparison.Ordinal);
        Assert.Contains("is running at", await kubectl.RunAsync("cluster-info"), StringComparison.Ordinal);
        await kubectl.RunAsync("events");
        await kubectl.RunAsync("delete", "pod", "p", "--grace-period=0", "--force");
    }

    /// <summary>One kubectl, one namespace, a home of its own for kubectl's caches.</summary>
    private sealed class Kubectl(string path, string kubeconfig, string ns) : IDisposable
    {
        private readonly string _home = Directory.CreateTempSubdirectory("kubectl-").FullName;

        public static Kubectl Find(string version, string kubeconfig, string ns)
        {
            var tool = Path.Combine(Root(), ".tools", version, "kubectl");
            if (!File.Exists(tool)) tool = Environment.GetEnvironmentVariable("GPTOPERATOR_KUBECTL") ?? "kubectl";
            return new Kubectl(tool, kubeconfig, ns);
        }

        public string Write(string text)
        {
            var file = Path.Combine(_home, "object.yaml");
            File.WriteAllText(file, text);
            return file;
        }

        /// <summary>What it prints; fails the test when it fails.</summary>
        public async Task<string> RunAsync(params string[] arguments)
        {
            var start = new ProcessStartInfo(path, ["--kubeconfig", kubeconfig, "--namespace", ns, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["HOME"] = _home;
            start.Environment["KUBE_EDITOR"] = "sed -i s/size:.5/size:\\ 6/";
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"kubectl {string.Join(' ', arguments)} exited {process.ExitCode}: {await error}{output}");
            return output.TrimEnd();
        }

        public void Dispose() => Directory.Delete(_home, recursive: true);

        private static string Root([CallerFilePath] string file = "") =>
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", ".."));
    }
}
