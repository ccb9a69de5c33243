namespace GptOperator.Local.Pods;

/// <summary>For systems whose loopback has one address only: all pods share it, and their ports must differ.</summary>
internal sealed class SharedAddress : IPodAddresses
{
    public const string Loopback = "127.0.0.1";

    public string Allocate(string uid) => Loopback;

    public void Claim(string uid, string address)
    {
    }

    public void Release(string uid)
    {
    }
}
