using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

internal static class NamespaceDefaults
{
    /// <summary>The finalizer in spec that holds a namespace until it is empty.</summary>
    public const string Finalizer = "kubernetes";

    public static void Apply(JsonObject ns)
    {
        var metadata = ns.Metadata();
        metadata.Child("labels")["kubernetes.io/metadata.name"] = metadata.Text("name");
        if (metadata["deletionTimestamp"] is null) ns.Child("spec").Default("finalizers", new JsonArray(Finalizer));
        ns.Child("status").Default("phase", "Active");
    }
}
