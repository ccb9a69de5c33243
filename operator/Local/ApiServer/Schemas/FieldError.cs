namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>One fault of an object, in the words of the Kubernetes API.</summary>
/// <param name="Field">Path from the object's root, such as <c>spec.sources[0].name</c>.</param>
/// <param name="Reason">A cause's reason: <c>FieldValueInvalid</c>, <c>FieldValueRequired</c>, ...</param>
/// <param name="Message">What follows the path: <c>Invalid value: 0: should be ...</c>.</param>
internal sealed record FieldError(string Field, string Reason, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new(field, "FieldValueRequired", WithDetail("Required value", detail));

    public static FieldError Forbidden(string field, string detail) =>
        new(field, "FieldValueForbidden", WithDetail("Forbidden", detail));

    /// <param name="value">The value as shown, see <see cref="GoText.Value"/>.</param>
    public static FieldError Invalid(string field, string value, string detail) =>
        new(field, "FieldValueInvalid", WithDetail($"Invalid value: {value}", detail));

    public static FieldError TypeInvalid(string field, string value, string detail) =>
        new(field, "FieldValueTypeInvalid", WithDetail($"Invalid value: {value}", detail));

    public static FieldError Duplicate(string field, string value) =>
        new(field, "FieldValueDuplicate", $"Duplicate value: {value}");

    public static FieldError NotSupported(string field, string value, IEnumerable<string> supported) =>
        new(field, "FieldValueNotSupported", $"Unsupported value: {value}: supported values: {string.Join(", ", supported.Select(GoText.Quote))}");

    public static FieldError TooLong(string field, long max) =>
        new(field, "FieldValueTooLong", $"Too long: may not be more than {max} bytes");

    public static FieldError TooMany(string field, long actual, long max) =>
        new(field, "FieldValueTooMany", $"Too many: {actual}: must have at most {max} {(max == 1 ? "item" : "items")}");

    /// <summary>The whole line, as the API server prints it.</summary>
    public override string ToString() => $"{Field}: {Message}";

    private static string WithDetail(string text, string detail) => detail.Length == 0 ? text : $"{text}: {detail}";
}
