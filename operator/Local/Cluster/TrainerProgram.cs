namespace GptOperator.Local.Cluster;

/// <summary>Finds gpt-trainer on this machine.</summary>
internal static class TrainerProgram
{
    private const string Name = "gpt-trainer";

    /// <param name="given">What the user named, or null to look beside the operator: in its own folder, or in a checkout's build output.</param>
    /// <exception cref="LocalClusterException">There is none; the message says where it was looked for.</exception>
    public static string Find(string? given)
    {
        var file = OperatingSystem.IsWindows() ? Name + ".exe" : Name;
        string[] places = given is not null ? [Path.GetFullPath(given)] : [Path.Combine(AppContext.BaseDirectory, file), InCheckout(file)];
        return places.FirstOrDefault(File.Exists)
            ?? throw new LocalClusterException($"gpt-trainer is not at {string.Join(" nor at ", places)}; build it with 'make build', or name it with --trainer FILE.");
    }

    /// <summary>operator/bin/CONFIGURATION/FRAMEWORK becomes trainer/bin/CONFIGURATION/FRAMEWORK.</summary>
    private static string InCheckout(string file)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent?.Parent?.Parent?.Parent?.FullName ?? output.FullName;
        return Path.Combine(root, "trainer", "bin", output.Parent?.Name ?? "", output.Name, file);
    }
}
