using System.Diagnostics;
using System.Globalization;

namespace GptOperator.Local.Pods;

/// <summary>What the kernel says about processes: from /proc on Linux, from the Process class elsewhere.</summary>
internal static class ProcessTable
{
    private static readonly Lazy<string> Boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>Null when no live process has that id. A zombie is not alive.</summary>
    public static ProcessIdentity? Identify(int pid)
    {
        if (!OperatingSystem.IsLinux())
            return IdentifyByClass(pid);
        return ProcessStat.Read(pid) is { State: not ('Z' or 'X') } stat
            ? new ProcessIdentity(pid, $"{Boot.Value}/{stat.StartTicks}")
            : null;
    }

    /// <summary>Bytes of the session that <paramref name="leader"/> leads, and of its descendants in other sessions.</summary>
    /// <remarks>Anonymous and shared memory only: pages of mapped files can be dropped, and no cgroup kills for them.</remarks>
    public static long MemoryOfTree(int leader)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var all = AllPids().Select(ProcessStat.Read).OfType<ProcessStat>().ToList();
        var members = all.Where(stat => stat.Session == leader).Select(stat => stat.Pid).ToHashSet();
        var found = members.Count;
        while (found > 0)
            found = all.Where(stat => members.Contains(stat.Parent)).Count(stat => members.Add(stat.Pid));
        return members.Sum(MemoryOf);
    }

    private static IEnumerable<int> AllPids() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    private static long MemoryOf(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status")
                .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
                .Sum(line => 1024 * long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0; // gone meanwhile
        }
    }

    private static ProcessIdentity? IdentifyByClass(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : new ProcessIdentity(pid, process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
