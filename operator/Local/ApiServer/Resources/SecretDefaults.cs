using System.Text;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

internal static class SecretDefaults
{
    public static void Apply(JsonObject secret)
    {
        secret.Default("type", "Opaque");
        if (secret.Object("stringData") is not { } plain) return;
        var data = secret.Child("data");
        foreach (var (key, value) in plain) data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
        secret.Remove("stringData");
    }
}
