using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

internal static class EventDefaults
{
    public static void Apply(JsonObject e)
    {
        e.Default("source", new JsonObject());
        e.Default("type", "Normal");
        e.Default("reportingComponent", "");
        e.Default("reportingInstance", "");
    }
}
