using System.Globalization;

namespace GptOperator.Local.Pods;

/// <summary>The fields of /proc/PID/stat that matter here.</summary>
/// <param name="StartTicks">Clock ticks from the machine's boot to the process's start.</param>
internal sealed record ProcessStat(int Pid, char State, int Parent, int Session, long StartTicks)
{
    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Read(int pid)
    {
        try
        {
            return Parse(pid, File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="pid">The process id.</param>
    /// <param name="text">The line; the program's name in it may hold blanks and parentheses, so fields count from the last one.</param>
    public static ProcessStat Parse(int pid, string text)
    {
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(
            pid,
            fields[0][0],
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[19], CultureInfo.InvariantCulture));
    }
}
