using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

internal static class ServiceDefaults
{
    public static void Apply(JsonObject service)
    {
        if (service.Object("spec") is not { } spec) return;
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        foreach (var port in (spec["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            port.Default("protocol", "TCP");
            port.Default("targetPort", port["port"]?.DeepClone());
        }

        service.Child("status").Default("loadBalancer", new JsonObject());
        if (spec.Text("type") == "ExternalName") return;
        spec.Default("clusterIP", Address(service.Metadata().Text("uid") ?? ""));
        spec.Default("clusterIPs", new JsonArray(spec["clusterIP"]?.DeepClone()));
        spec.Default("internalTrafficPolicy", "Cluster");
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        spec.Default("ipFamilyPolicy", "SingleStack");
    }

    // No proxy listens there: the address only has to look like one and to stay the same for the same service.
    private static string Address(string uid)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(uid));
        return new IPAddress([10, 96, hash[0], hash[1]]).ToString();
    }
}
