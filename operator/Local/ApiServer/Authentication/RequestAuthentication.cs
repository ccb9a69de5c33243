using System.Security.Cryptography;
using System.Text;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Authentication;

/// <summary>
/// Finds out who asks: the holder of the server's own token, who may do everything, or a service account. Health and version
/// are open to all. Who may do everything may also act as someone else, by the impersonation headers.
/// </summary>
internal sealed class RequestAuthentication(ServerIdentity identity, ObjectService objects, CatalogHolder catalog, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _admin = Encoding.UTF8.GetBytes(identity.Token);
    private readonly ServiceAccountTokens _tokens = new(identity.Token, time);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if ((Authenticate(context.Request) ?? Open(context.Request)) is not { } user)
        {
            var error = ApiException.Unauthorized();
            await Answer.JsonAsync(context, error.Code, error.ToStatus()).ConfigureAwait(false);
            return;
        }

        context.Features.Set(user);
        await next(context).ConfigureAwait(false);
    }

    private RequestUser? Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var token = header[Scheme.Length..];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _admin)) return ServiceAccount(token);
        var other = request.Headers["Impersonate-User"].ToString();
        return other.Length == 0
            ? RequestUser.Admin
            : RequestUser.Impersonated(other, [.. request.Headers["Impersonate-Group"].OfType<string>()]);
    }

    private RequestUser? ServiceAccount(string token)
    {
        if (_tokens.Read(token) is not var (@namespace, name, uid)) return null;
        var type = catalog.Current.Find("", "v1", "serviceaccounts")!;
        return objects.Store.Find(type.StorageKey, @namespace, name)?.Uid == uid ? RequestUser.ServiceAccount(@namespace, name) : null;
    }

    private static RequestUser? Open(HttpRequest request) =>
        request.Path.Value is "/healthz" or "/livez" or "/readyz" or "/version" ? RequestUser.Anonymous : null;
}
