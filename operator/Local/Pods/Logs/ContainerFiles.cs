using System.Globalization;

namespace GptOperator.Local.Pods;

/// <summary>The files of one run of a container, named by the restart count.</summary>
/// <param name="Folder">The container's folder in its pod's folder.</param>
internal sealed record ContainerFiles(string Folder, int Restart)
{
    /// <summary>Everything that the process wrote to stdout and stderr, as it is.</summary>
    public string Log => At("log");

    /// <summary>When which byte of <see cref="Log"/> was written; see <see cref="LogTimes"/>.</summary>
    public string Times => At("times");

    /// <summary>Exists once the process has ended and <see cref="Log"/> does not grow any more.</summary>
    public string End => At("end");

    /// <summary>Stands for the container's terminationMessagePath.</summary>
    public string TerminationMessage => At("termination");

    private string At(string extension) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Restart}.{extension}"));
}
