using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace GptOperator.Local.Pods;

/// <summary>
/// An address of 127.64.0.0/10 for each pod: Linux answers on all of 127.0.0.0/8 with nothing set up. The address comes
/// from the pod's uid, so that two local clusters on one machine hardly ever meet on one.
/// </summary>
internal sealed class LoopbackAddresses : IPodAddresses
{
    private const uint First = (127u << 24) | (64u << 16);
    private const uint Count = 1u << 22;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _byUid = new(StringComparer.Ordinal);

    public string Allocate(string uid)
    {
        lock (_gate)
        {
            if (_byUid.TryGetValue(uid, out var known))
                return known;
            var offset = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(uid))) % Count;
            string address;
            do
                address = Format(First + (offset++ % Count));
            while (_byUid.ContainsValue(address) || IsAwkward(address));
            return _byUid[uid] = address;
        }
    }

    public void Claim(string uid, string address)
    {
        lock (_gate)
            _byUid[uid] = address;
    }

    public void Release(string uid)
    {
        lock (_gate)
            _byUid.Remove(uid);
    }

    /// <summary>Some programs take such addresses for networks or broadcasts.</summary>
    private static bool IsAwkward(string address) =>
        address.EndsWith(".0", StringComparison.Ordinal) || address.EndsWith(".255", StringComparison.Ordinal);

    private static string Format(uint address) =>
        new IPAddress([(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address]).ToString();
}
