using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Cel;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Judges a whole resource by its schema: values first, then list keys, then CEL rules.</summary>
internal static class SchemaValidator
{
    /// <summary>
    /// Faults of <paramref name="obj"/>. With <paramref name="old"/>, an update, what did not change is not judged again,
    /// so that tightening a schema does not lock existing objects.
    /// </summary>
    public static IReadOnlyList<FieldError> Validate(JsonObject obj, JsonObject? old, Schema schema)
    {
        var errors = new List<FieldError>();
        if (obj["metadata"] is { } metadata)
            errors.AddRange(ValueValidator.Validate(metadata, old?["metadata"], ObjectMetaSchema.Schema, "metadata").Errors);
        errors.AddRange(ValueValidator.Validate(obj, old, schema, "").Errors);
        errors.AddRange(UniqueKeys.Check(obj, old, schema));

        if (errors.Any(IsBlocking))
        {
            if (CelValidator.HasRules(schema))
                errors.Add(FieldError.Invalid("<nil>", "null", "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
            return errors;
        }
        errors.AddRange(CelValidator.Validate(obj, old, schema));
        return errors;
    }

    // A rule may rely on types, presence and size, so it must not see an object that lacks them.
    private static bool IsBlocking(FieldError error) => error.Reason is
        "FieldValueNotSupported" or "FieldValueRequired" or "FieldValueTooLong" or "FieldValueTooMany" or "FieldValueTypeInvalid";
}
