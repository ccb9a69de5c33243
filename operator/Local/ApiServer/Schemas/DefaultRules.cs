using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Cel;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>A default must itself be valid, and know no field that the schema does not.</summary>
internal static class DefaultRules
{
    public static void Check(Schema schema, string path, List<FieldError> errors)
    {
        if (schema.Default is not null)
            CheckDefault(schema, path, errors);
        foreach (var (name, property) in schema.Properties)
            Check(property, $"{path}.properties[{name}]", errors);
        if (schema.Items is not null)
            Check(schema.Items, $"{path}.items", errors);
        if (schema.AdditionalProperties is not null)
            Check(schema.AdditionalProperties, $"{path}.additionalProperties", errors);
    }

    private static void CheckDefault(Schema schema, string path, List<FieldError> errors)
    {
        var holder = new JsonObject { ["default"] = schema.Default!.DeepClone() };
        var unknown = SchemaPruner.Prune(holder, new Schema { Properties = new Dictionary<string, Schema> { ["default"] = schema } });
        foreach (var field in unknown)
            errors.Add(FieldError.Invalid($"{path}.default", GoText.Value(schema.Default), $"must not have unknown fields: {field}"));
        SchemaDefaulter.ApplyDefaults(holder, new Schema { Properties = new Dictionary<string, Schema> { ["default"] = schema with { Default = null } } });
        var faults = ValueValidator.Validate(holder["default"], null, schema, "").Errors;
        foreach (var error in faults.Count > 0 ? faults : CelValidator.ValidateValue(holder["default"], schema, ""))
            errors.Add(error with { Field = error.Field.Length == 0 || error.Field == "<nil>" ? $"{path}.default" : $"{path}.default.{error.Field}" });
    }
}
