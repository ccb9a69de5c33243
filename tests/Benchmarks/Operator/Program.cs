using System.CommandLine;
using GptOperator.Benchmark.Cluster;
using GptOperator.Benchmark.FirstPods;
using GptOperator.Benchmark.Lifetimes;
using GptOperator.Benchmark.SteadyState;

static Option<string> Binary(string name, string variable, string fallback) => new(name)
{
    Description = $"Path of {fallback}, or its name on PATH. Else ${variable}.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path ? path : fallback,
};

var etcd = Binary("--etcd", "ETCD", "etcd");
var apiServer = Binary("--kube-apiserver", "KUBE_APISERVER", "kube-apiserver");
var controllerManager = Binary("--kube-controller-manager", "KUBE_CONTROLLER_MANAGER", "kube-controller-manager");
var operatorPath = Binary("--operator", "GPT_OPERATOR", "gpt-operator");
var crd = new Option<string>("--crd") { Description = "File of the CustomResourceDefinition.", DefaultValueFactory = _ => "crds/gpttrainingjobs.gptoperator.io.yaml" };
var parts = new Option<string[]>("--parts")
{
    Description = "What is measured: first-pods, lifetime, steady-state.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => ["first-pods", "lifetime", "steady-state"],
};
parts.AcceptOnlyFromAmong("first-pods", "lifetime", "steady-state");
var jobs = new Option<int>("--jobs") { Description = "Jobs created at once.", DefaultValueFactory = _ => 1000 };
var rounds = new Option<int>("--rounds") { Description = "Rounds of each controller.", DefaultValueFactory = _ => 3 };
var withDefaults = new Option<bool>("--with-defaults") { Description = "Time the Job controller at its default limits too.", DefaultValueFactory = _ => true };
var finished = new Option<int>("--finished") { Description = "Finished jobs in the steady state.", DefaultValueFactory = _ => 10_000 };
var running = new Option<int>("--running") { Description = "Running jobs in the steady state.", DefaultValueFactory = _ => 1000 };
var seconds = new Option<int>("--seconds") { Description = "How long the steady state is looked at.", DefaultValueFactory = _ => 60 };

var command = new RootCommand("Measures gpt-operator beside the built-in Job controller, on a kube-apiserver that it starts.")
    { etcd, apiServer, controllerManager, operatorPath, crd, parts, jobs, rounds, withDefaults, finished, running, seconds };
command.SetAction(async (parsed, cancellationToken) =>
{
    var binaries = new ClusterBinaries(
        parsed.GetValue(etcd)!, parsed.GetValue(apiServer)!, parsed.GetValue(controllerManager)!, parsed.GetValue(operatorPath)!);
    var chosen = parsed.GetValue(parts)!;
    await using var plane = await ControlPlane.StartAsync(binaries, parsed.GetValue(crd)!, cancellationToken);
    if (chosen.Contains("first-pods"))
    {
        await new FirstPodsReport(plane, binaries, Console.Out)
            .RunAsync(parsed.GetValue(jobs), parsed.GetValue(rounds), parsed.GetValue(withDefaults), cancellationToken);
    }

    if (!chosen.Contains("lifetime") && !chosen.Contains("steady-state"))
        return 0;
    using var trainers = new TrainerStub();
    var lifetime = new Lifetime(plane, binaries);
    await lifetime.RunAsync(Console.Out, cancellationToken);
    if (chosen.Contains("steady-state"))
    {
        await new SteadyStateReport(plane, binaries, Console.Out).RunAsync(
            lifetime, parsed.GetValue(finished), parsed.GetValue(running), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
    }

    return 0;
});
return await command.Parse(args).InvokeAsync();
