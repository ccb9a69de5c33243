using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>Field errors about plain texts.</summary>
internal static class Faults
{
    public static FieldError Invalid(string field, string? value, string why) =>
        new(field, "FieldValueInvalid", $"Invalid value: {(value is null ? "null" : $"\"{value}\"")}: {why}");

    public static FieldError Immutable(string field, string? value) => Invalid(field, value, "field is immutable");

    public static FieldError Required(string field, string why) => new(field, "FieldValueRequired", $"Required value: {why}");

    public static FieldError Forbidden(string field, string why) => new(field, "FieldValueForbidden", $"Forbidden: {why}");
}
