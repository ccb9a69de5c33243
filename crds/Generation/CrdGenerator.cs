using System.Reflection;
using System.Text.Json.Nodes;
using GptOperator.Crds.Attributes;
using GptOperator.Crds.Serialization;

namespace GptOperator.Crds.Generation;

/// <summary>Makes the CustomResourceDefinition of <see cref="GptTrainingJob"/> from its C# types.</summary>
public static class CrdGenerator
{
    private const string Header = "# Made from the C# types in crds/ by `make crds`; edit those.\n";

    /// <summary>The CRD as a Kubernetes object.</summary>
    public static JsonObject Generate() => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{GptTrainingJob.PluralName}.{GptTrainingJob.Group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = GptTrainingJob.Group,
            ["names"] = Names(),
            ["scope"] = "Namespaced",
            ["versions"] = new JsonArray(Version()),
        },
    };

    /// <summary>The CRD as the YAML file that is kept in the repository.</summary>
    public static string GenerateYaml() => Header + YamlJson.Write(Generate());

    private static JsonObject Names()
    {
        var type = typeof(GptTrainingJob);
        return new JsonObject
        {
            ["kind"] = GptTrainingJob.KindName,
            ["listKind"] = GptTrainingJob.KindName + "List",
            ["plural"] = GptTrainingJob.PluralName,
            ["singular"] = GptTrainingJob.KindName.ToLowerInvariant(),
            ["shortNames"] = Strings(type.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()!.ShortNames),
            ["categories"] = Strings(type.GetCustomAttribute<KubernetesEntityCategoriesAttribute>()!.Categories),
        };
    }

    private static JsonObject Version() => new()
    {
        ["name"] = GptTrainingJob.Version,
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = new JsonArray([.. typeof(GptTrainingJob)
            .GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(Column)]),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = SchemaJson.Write(SchemaBuilder.Job, "") },
    };

    private static JsonObject Column(GenericAdditionalPrinterColumnAttribute column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Priority != 0)
            json["priority"] = column.Priority;
        return json;
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);
}
