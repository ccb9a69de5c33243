namespace GptOperator.Local.Pods;

/// <summary>Gives each pod an address that only this machine can reach.</summary>
internal interface IPodAddresses
{
    /// <param name="uid">The pod's; asked again for it, the same address comes back.</param>
    string Allocate(string uid);

    /// <summary>Takes note of an address that a running pod holds already.</summary>
    void Claim(string uid, string address);

    void Release(string uid);
}
