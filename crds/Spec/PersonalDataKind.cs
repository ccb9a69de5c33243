using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>Kinds of personal data and of secrets that a text can hold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PersonalDataKind>))]
public enum PersonalDataKind
{
    /// <summary>E-mail addresses.</summary>
    [JsonStringEnumMemberName("email")]
    Email,

    /// <summary>Phone numbers, international ones of any country.</summary>
    [JsonStringEnumMemberName("phone")]
    Phone,

    /// <summary>IPv4 and IPv6 addresses of machines; not the loopback, the unspecified address and masks.</summary>
    [JsonStringEnumMemberName("ip")]
    Ip,

    /// <summary>Numbers of payment cards, with a known issuer's prefix and a right Luhn digit.</summary>
    [JsonStringEnumMemberName("creditCard")]
    CreditCard,

    /// <summary>International bank account numbers with right check digits.</summary>
    [JsonStringEnumMemberName("iban")]
    Iban,

    /// <summary>Personal numbers that Brazil, France, Germany, India, Italy, the Netherlands, Poland, Spain, the United Kingdom and the United States give.</summary>
    [JsonStringEnumMemberName("nationalId")]
    NationalId,

    /// <summary>Latitude with longitude.</summary>
    [JsonStringEnumMemberName("coordinates")]
    Coordinates,

    /// <summary>Keys, tokens and passwords of services.</summary>
    [JsonStringEnumMemberName("secret")]
    Secret,
}
