using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>A kind of tokenizer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenizerType>))]
public enum TokenizerType
{
    /// <summary>A token for each character of the training text.</summary>
    [JsonStringEnumMemberName("character")]
    Character,

    /// <summary>Byte-level byte-pair encoding as GPT-2's, trained on the training text.</summary>
    [JsonStringEnumMemberName("byteBpe")]
    ByteBpe,
}
