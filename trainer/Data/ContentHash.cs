using System.Security.Cryptography;
using System.Text.Json;
using GptOperator.Crds.Serialization;

namespace GptTrainer.Data;

/// <summary>Names for what is made from known inputs: equal inputs, equal name.</summary>
internal static class ContentHash
{
    /// <summary>32 hexadecimal digits of the SHA-256 of the inputs' JSON.</summary>
    public static string Of<T>(T inputs) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(inputs, ContractJson.Options)).AsSpan(0, 16));
}
