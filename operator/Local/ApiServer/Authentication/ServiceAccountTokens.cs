using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Authentication;

/// <summary>Tokens of service accounts: JSON web tokens (RFC 7519) signed with HMAC-SHA-256, which only this server can make or check.</summary>
internal sealed class ServiceAccountTokens(string secret, TimeProvider time)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);

    public string Issue(string @namespace, string name, string uid, DateTimeOffset expiry)
    {
        var claims = new JsonObject
        {
            ["sub"] = $"system:serviceaccount:{@namespace}:{name}",
            ["exp"] = expiry.ToUnixTimeSeconds(),
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = @namespace,
                ["serviceaccount"] = new JsonObject { ["name"] = name, ["uid"] = uid },
            },
        };
        var body = $"{Header}.{Base64Url.EncodeToString(Json.ToUtf8(claims))}";
        return $"{body}.{Sign(body)}";
    }

    /// <returns>null for what is no token of this server, or an expired one.</returns>
    public (string Namespace, string Name, string Uid)? Read(string token)
    {
        var end = token.LastIndexOf('.');
        if (end < 0 || !token.StartsWith(Header + ".", StringComparison.Ordinal)) return null;
        var (body, signature) = (token[..end], token[(end + 1)..]);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(body)), Encoding.UTF8.GetBytes(signature))) return null;
        // The signature is this server's, so what it signed can be read.
        var claims = Json.ParseObject(Base64Url.DecodeFromChars(body.AsSpan(Header.Length + 1)));
        if (claims["exp"].AsInteger() is not { } expiry || expiry <= time.GetUtcNow().ToUnixTimeSeconds()) return null;
        return claims.Object("kubernetes.io") is { } account
            ? (account.Text("namespace")!, account.At("serviceaccount", "name").AsText()!, account.At("serviceaccount", "uid").AsText()!)
            : null;
    }

    private string Sign(string body) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(body)));
}
