using System.Globalization;
using System.Net;
using GptOperator.Crds.Trainer;
using GptTrainer.Reporting;

namespace GptTrainer.Commands;

/// <summary>What the environment tells a trainer.</summary>
internal sealed record TrainerSettings
{
    /// <summary>Null when not set.</summary>
    public string? JobFile { get; init; }

    public required string Stage { get; init; }

    public required IPEndPoint Endpoint { get; init; }

    public required string TerminationLog { get; init; }

    /// <exception cref="JobException">A variable is missing or has no usable value.</exception>
    public static TrainerSettings Read(Func<string, string?> environment)
    {
        var port = Number(environment, TrainerEnvironment.HttpPort, TrainerEnvironment.DefaultHttpPort, 0, 65535);
        var workers = Number(environment, TrainerEnvironment.WorldSize, 1, 1, int.MaxValue);
        if (workers != 1)
            throw new JobException($"{TrainerEnvironment.WorldSize} is {workers}; this trainer runs with one worker, so set spec.workers.count to 1.");
        return new TrainerSettings
        {
            JobFile = environment(TrainerEnvironment.JobFile),
            Stage = environment(TrainerEnvironment.Stage) is { Length: > 0 } stage ? stage
                : throw new JobException($"{TrainerEnvironment.Stage} is not set; give it the stage to run, such as {StageNames.Pretrain}."),
            Endpoint = new IPEndPoint(Address(environment), port),
            TerminationLog = TerminationPath(environment),
        };
    }

    public static string TerminationPath(Func<string, string?> environment) =>
        environment(TrainerEnvironment.TerminationLog) is { Length: > 0 } path ? path : "/dev/termination-log";

    private static IPAddress Address(Func<string, string?> environment)
    {
        // Where no pod address is known nobody else needs to reach this process.
        if (environment(TrainerEnvironment.PodIp) is not { Length: > 0 } text) return IPAddress.Loopback;
        return IPAddress.TryParse(text, out var address) ? address
            : throw new JobException($"{TrainerEnvironment.PodIp} is '{text}', which is no IP address; set it to the pod's.");
    }

    private static int Number(Func<string, string?> environment, string name, int otherwise, int least, int most)
    {
        if (environment(name) is not { Length: > 0 } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
            : throw new JobException($"{name} is '{text}'; set it to a number from {least} to {most}.");
    }
}
