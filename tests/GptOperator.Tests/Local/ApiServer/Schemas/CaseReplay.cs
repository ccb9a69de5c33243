using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Patching;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

/// <summary>Runs a case's requests through the schema and patch functions, as an API server calls them.</summary>
internal sealed class CaseReplay(JsonObject openApi)
{
    private static readonly DateTimeOffset Now = new(2024, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Schema _schema = CrdSchemas.Parse(openApi);
    private JsonObject? _live;

    public JsonObject Run(CaseStep step)
    {
        try
        {
            var manager = new FieldManager(step.Manager, "cases.example.com/v1", null, Now);
            var next = Next(step, manager);
            var warnings = SchemaPruner.Prune(next, _schema);
            SchemaDefaulter.ApplyDefaults(next, _schema);
            var old = step.Do == "create" ? null : _live;
            if (step.Do != "apply")
                ManagedFields.RecordUpdate(old, next, _schema, manager);
            var errors = SchemaValidator.Validate(next, old, _schema);
            if (errors.Count > 0)
                return CaseOutcome.Refused(errors.Select(error => error.ToString()));
            _live = next;
            return CaseOutcome.Accepted(next, warnings.Select(path => $"unknown field \"{path}\""));
        }
        catch (Exception error) when (error is PatchException or ApplyConflictException)
        {
            return CaseOutcome.Refused([error.Message]);
        }
    }

    private JsonObject Next(CaseStep step, FieldManager manager) => step.Do switch
    {
        "create" => Whole(step),
        "update" => Updated(step),
        "merge" => MergePatch.Apply(_live!, (JsonObject)step.Body),
        "json" => JsonPatch.Apply(_live!, (JsonArray)step.Body),
        _ => ServerSideApply.Apply(_live, Whole(step), _schema, manager, step.Force),
    };

    private JsonObject Updated(CaseStep step)
    {
        var next = Whole(step);
        next["metadata"] = _live!["metadata"]!.DeepClone();
        return next;
    }

    private static JsonObject Whole(CaseStep step)
    {
        var obj = (JsonObject)step.Body.DeepClone();
        obj["apiVersion"] = "cases.example.com/v1";
        obj["kind"] = "Case";
        obj["metadata"] = new JsonObject { ["name"] = "case" };
        return obj;
    }
}
