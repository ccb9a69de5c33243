using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Turns a container's spec into a <see cref="ContainerSetup"/>.</summary>
/// <param name="node">The node's capacity, which is the downward API's answer for limits not set.</param>
internal sealed class ContainerPreparer(
    PodRunnerOptions options,
    IReadOnlyDictionary<string, ResourceQuantity> node,
    GpuAllocator gpus)
{
    private const string DefaultTerminationPath = "/dev/termination-log";
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TMPDIR", "DOTNET_ROOT"];

    /// <exception cref="ImageNotFoundException">No program stands for the image.</exception>
    /// <exception cref="ContainerConfigException">Something that the spec refers to is missing or wrong.</exception>
    public async Task<ContainerSetup> PrepareAsync(
        V1Pod pod, V1Container container, ContainerFiles files, PodAddresses addresses, VolumeProjector volumes, IReferencedObjects objects, CancellationToken cancellationToken)
    {
        var command = options.Images.CommandLine(container.Image, container.Command, container.Args) ?? throw new ImageNotFoundException(container.Image);
        if (command.Count == 0)
            throw new ContainerConfigException($"no command specified: image \"{container.Image}\" has none; set the container's command");

        var variables = await new ContainerEnvironment(pod, addresses, node, objects).ResolveAsync(container, cancellationToken);
        var mounts = volumes.Mounts(pod, container, variables)
            .Append(KeyValuePair.Create(container.TerminationMessagePath ?? DefaultTerminationPath, files.TerminationMessage));
        var paths = new PathRewriter(mounts);
        var environment = BaseEnvironment(pod, paths);
        foreach (var (name, value) in gpus.Variables(GpuAllocator.OwnerOf(pod, container), Gpus(container)))
            environment[name] = value;
        foreach (var (name, value) in variables)
            environment[name] = paths.Rewrite(value);
        return new ContainerSetup
        {
            Command = [.. command.Select(part => paths.Rewrite(VariableExpansion.Expand(part, variables)))],
            Environment = environment,
            WorkingDirectory = string.IsNullOrEmpty(container.WorkingDir) ? options.WorkingDirectory : paths.Rewrite(container.WorkingDir),
            Paths = paths,
        };
    }

    private static int Gpus(V1Container container) =>
        container.Resources?.Limits?.TryGetValue(NodeCapacity.Gpu, out var count) == true ? count.ToInt32() : 0;

    private static Dictionary<string, string> BaseEnvironment(V1Pod pod, PathRewriter paths)
    {
        var environment = Inherited.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => variable.Value is not null)
            .ToDictionary(variable => variable.Name, variable => variable.Value!, StringComparer.Ordinal);
        environment["HOSTNAME"] = pod.Spec.Hostname ?? pod.Name();
        // A pod that mounts a volume over /tmp means its temporary files to go there.
        if (paths.Rewrite("/tmp") is var temporary and not "/tmp")
            environment["TMPDIR"] = temporary;
        return environment;
    }
}
