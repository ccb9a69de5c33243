namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A type, as the checker knows it and as <c>type()</c> returns it.</summary>
internal sealed record CelType(CelKind Kind)
{
    public static readonly CelType Dyn = new(CelKind.Dyn);
    public static readonly CelType Null = new(CelKind.Null);
    public static readonly CelType Bool = new(CelKind.Bool);
    public static readonly CelType Int = new(CelKind.Int);
    public static readonly CelType Uint = new(CelKind.Uint);
    public static readonly CelType Double = new(CelKind.Double);
    public static readonly CelType String = new(CelKind.String);
    public static readonly CelType Bytes = new(CelKind.Bytes);
    public static readonly CelType Timestamp = new(CelKind.Timestamp);
    public static readonly CelType Duration = new(CelKind.Duration);
    public static readonly CelType Type = new(CelKind.Type);
    public static readonly CelType Quantity = new(CelKind.Quantity);
    public static readonly CelType Url = new(CelKind.Url);

    /// <summary>Of a list's items, a map's values, an optional's value.</summary>
    public CelType? Element { get; init; }

    public CelType? Key { get; init; }

    /// <summary>Of a type parameter in a function's signature.</summary>
    public string? Name { get; init; }

    /// <summary>An object's fields, by their escaped names.</summary>
    public IReadOnlyDictionary<string, CelType>? Fields { get; init; }

    public bool IsNumber => Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    public static CelType List(CelType element) => new(CelKind.List) { Element = element };

    public static CelType Map(CelType key, CelType value) => new(CelKind.Map) { Key = key, Element = value };

    public static CelType Optional(CelType value) => new(CelKind.Optional) { Element = value };

    public static CelType Parameter(string name) => new(CelKind.Parameter) { Name = name };

    public static CelType Object(IReadOnlyDictionary<string, CelType> fields) => new(CelKind.Object) { Fields = fields };

    public bool Equals(CelType? other) =>
        other is not null && Kind == other.Kind && Name == other.Name && Equals(Element, other.Element) && Equals(Key, other.Key)
        && (Kind != CelKind.Object || ReferenceEquals(Fields, other.Fields));

    public override int GetHashCode() => HashCode.Combine(Kind, Element, Key);

    public override string ToString() => Kind switch
    {
        CelKind.List => $"list({Element})",
        CelKind.Map => $"map({Key}, {Element})",
        CelKind.Optional => $"optional_type({Element})",
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        CelKind.Quantity => "kubernetes.Quantity",
        CelKind.Url => "kubernetes.URL",
        CelKind.Parameter => Name!,
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
