using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Local.ApiServer;

public sealed class CustomResourceTests(ApiServerFixture api)
{
    [Fact]
    public async Task Status_and_spec_are_written_apart_and_only_the_spec_counts_generations()
    {
        await using var definition = await WidgetDefinition.CreateAsync(api.Http);
        var path = definition.Path(await api.NewNamespaceAsync());
        var widget = definition.Widget("w", new JsonObject { ["size"] = 1 });
        widget["status"] = new JsonObject { ["phase"] = "Early" };
        var created = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, widget);
        Assert.Null(created["status"]);
        Assert.Equal("red", (string?)created["spec"]!["color"]);

        var both = JsonNode.Parse("""{"spec": {"size": 2}, "status": {"phase": "Ready"}}""");
        var byStatus = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{path}/w/status", both, "application/merge-patch+json");
        Assert.Equal((1, "Ready", 1), ((int)byStatus["spec"]!["size"]!, (string?)byStatus["status"]!["phase"], (int)byStatus["metadata"]!["generation"]!));

        both = JsonNode.Parse("""{"spec": {"size": 3}, "status": {"phase": "Other"}}""");
        var bySpec = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{path}/w", both, "application/merge-patch+json");
        Assert.Equal((3, "Ready", 2), ((int)bySpec["spec"]!["size"]!, (string?)bySpec["status"]!["phase"], (int)bySpec["metadata"]!["generation"]!));
    }

    [Theory]
    [InlineData("""{"size": 0}""", "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1")]
    [InlineData("""{"size": 1, "color": "green"}""", "spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"")]
    [InlineData("""{}""", "spec.size: Required value")]
    public async Task Object_that_breaks_its_schema_is_refused_by_field(string spec, string message)
    {
        await using var definition = await WidgetDefinition.CreateAsync(api.Http);
        var path = definition.Path(await api.NewNamespaceAsync());
        var widget = definition.Widget("w", (JsonObject)JsonNode.Parse(spec)!);
        var status = await api.Http.ExpectAsync(HttpStatusCode.UnprocessableEntity, HttpMethod.Post, path, widget);
        Assert.Contains(message, (string?)status["message"], StringComparison.Ordinal);
        Assert.StartsWith($"Widget.{definition.Group} \"w\" is invalid: ", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_field_is_refused_pruned_or_warned_of_as_asked()
    {
        await using var definition = await WidgetDefinition.CreateAsync(api.Http);
        var path = definition.Path(await api.NewNamespaceAsync());
        var widget = definition.Widget("w", (JsonObject)JsonNode.Parse("""{"size": 1, "foo": 2}""")!);

        var status = await api.Http.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}?fieldValidation=Strict", widget);
        Assert.Equal("Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.foo\"", (string?)status["message"]);

        var created = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"{path}?fieldValidation=Ignore", widget);
        Assert.Null(created["spec"]!["foo"]);
    }

    [Fact]
    public async Task Table_has_the_definitions_columns()
    {
        await using var definition = await WidgetDefinition.CreateAsync(api.Http);
        var path = definition.Path(await api.NewNamespaceAsync());
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, definition.Widget("w", new JsonObject { ["size"] = 4 }));
        var status = JsonNode.Parse("""{"status": {"since": "2020-01-01T00:00:00Z", "conditions": [{"type": "Ready", "status": "True"}]}}""");
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{path}/w/status", status, "application/merge-patch+json");

        var (_, table) = await api.Http.SendJsonAsync(HttpMethod.Get, path, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        Assert.Equal(["Name", "Size", "Ready", "Since"], ((JsonArray)table["columnDefinitions"]!).Select(c => (string?)c!["name"]));
        var cells = (JsonArray)table["rows"]![0]!["cells"]!;
        Assert.Equal("""["w",4,"True"]""", new JsonArray([.. cells.Take(3).Select(c => c!.DeepClone())]).ToJsonString());
        Assert.Matches("^[0-9]+y([0-9]+d)?$", (string?)cells[3]);
    }

    [Fact]
    public async Task Applied_field_of_another_manager_is_a_conflict_until_forced()
    {
        await using var definition = await WidgetDefinition.CreateAsync(api.Http);
        var path = definition.Path(await api.NewNamespaceAsync());
        var small = definition.Widget("w", new JsonObject { ["size"] = 1 });
        var large = definition.Widget("w", new JsonObject { ["size"] = 9 });
        const string Apply = "application/apply-patch+yaml";
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Patch, $"{path}/w?fieldManager=one", small, Apply);

        var status = await api.Http.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"{path}/w?fieldManager=two", large, Apply);

        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.size", (string?)status["message"]);
        Assert.Equal("FieldManagerConflict", (string?)status["details"]!["causes"]![0]!["reason"]);
        var forced = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{path}/w?fieldManager=two&force=true", large, Apply);
        Assert.Equal(9, (int)forced["spec"]!["size"]!);
    }

    [Fact]
    public async Task Deleted_definition_takes_its_objects_along_and_is_served_no_more()
    {
        var definition = await WidgetDefinition.CreateAsync(api.Http);
        var path = definition.Path(await api.NewNamespaceAsync());
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, definition.Widget("w", new JsonObject { ["size"] = 4 }));
        var definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        var list = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, definitions);

        await definition.DisposeAsync();

        await foreach (var (type, obj) in api.Http.WatchAsync($"{definitions}?resourceVersion={list.Version()}"))
            if (type == "DELETED" && obj.Name() == definition.Name) break;
        await api.Http.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{definitions}/{definition.Name}");
    }
}
