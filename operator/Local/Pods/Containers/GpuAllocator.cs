using System.Globalization;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Hands out the machine's GPUs, so that two pods do not train on the same one, as a device plugin would.</summary>
internal sealed class GpuAllocator(int count)
{
    private const string Variable = "CUDA_VISIBLE_DEVICES";
    private readonly Lock _gate = new();
    private readonly string?[] _owners = new string?[count];

    public static string OwnerOf(V1Pod pod, V1Container container) => $"{pod.Uid()}/{container.Name}";

    /// <summary>Asked again for the same owner, it gives the same GPUs. A container that asks for none sees none.</summary>
    /// <exception cref="ContainerConfigException">Not enough are free.</exception>
    public IEnumerable<KeyValuePair<string, string>> Variables(string owner, int wanted)
    {
        if (_owners.Length == 0 && wanted == 0)
            yield break;
        var taken = Take(owner, wanted).Select(index => index.ToString(CultureInfo.InvariantCulture));
        yield return KeyValuePair.Create(Variable, string.Join(',', taken));
    }

    public void Release(string owner)
    {
        lock (_gate)
        {
            foreach (var index in Enumerable.Range(0, _owners.Length).Where(index => _owners[index] == owner))
                _owners[index] = null;
        }
    }

    private List<int> Take(string owner, int wanted)
    {
        lock (_gate)
        {
            var mine = Enumerable.Range(0, _owners.Length).Where(index => _owners[index] is null || _owners[index] == owner)
                .OrderBy(index => _owners[index] is null).Take(wanted).ToList();
            if (mine.Count < wanted)
                throw new ContainerConfigException($"insufficient {NodeCapacity.Gpu}: {wanted} wanted, {mine.Count} free on this machine");
            mine.ForEach(index => _owners[index] = owner);
            return mine;
        }
    }
}
